/** part / whole, 0 where there is no whole. */
export function quotient(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
