/** Compares a number, a list or a tensor with what an example's comment says. */
export declare function check(value: unknown, expected: number | readonly unknown[]): void;
