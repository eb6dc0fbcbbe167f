/**
 * The rules of a byte-pair encoding by the pair of tokens that they merge: a hash table with open addresses, for a Map would need
 * one key made of two numbers, at each look.
 */
export class MergeTable {
  private readonly lefts: Int32Array;
  private readonly rights: Int32Array;
  private readonly rules: Int32Array;
  private readonly mask: number;
  /** The token that each rule makes, by the rule's rank. */
  readonly merged: readonly number[];

  /** Rules are [left, right, merged], the first the most urgent. Of two for the same pair the later counts. */
  constructor(rules: readonly (readonly [left: number, right: number, merged: number])[]) {
    let capacity = 16;
    while (capacity < rules.length * 2) capacity *= 2;
    this.mask = capacity - 1;
    this.lefts = new Int32Array(capacity).fill(-1);
    this.rights = new Int32Array(capacity);
    this.rules = new Int32Array(capacity);
    this.merged = rules.map(([, , merged]) => merged);
    for (const [rank, [left, right]] of rules.entries()) {
      let at = this.hash(left, right);
      while (this.lefts[at] !== -1 && (this.lefts[at] !== left || this.rights[at] !== right))
        at = (at + 1) & this.mask;
      this.lefts[at] = left;
      this.rights[at] = right;
      this.rules[at] = rank;
    }
  }

  /** The rank of the rule for a pair, or -1. */
  rankOf(left: number, right: number): number {
    let at = this.hash(left, right);
    for (;;) {
      const found = this.lefts[at]!;
      if (found === left && this.rights[at] === right) return this.rules[at]!;
      if (found === -1) return -1;
      at = (at + 1) & this.mask;
    }
  }

  private hash(left: number, right: number): number {
    const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & this.mask;
  }
}
