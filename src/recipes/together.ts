/** Two optimizers as one to a schedule: the rate of the second stays in proportion to that of the first. */
export function together(first: { lr: number }, second: { lr: number }): { lr: number } {
  const share = second.lr / first.lr;
  return {
    get lr() {
      return first.lr;
    },
    set lr(lr) {
      first.lr = lr;
      second.lr = share * lr;
    },
  };
}
