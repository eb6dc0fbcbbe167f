/** Expressions in which equal parts are one object, so that a kernel computes each of them once. */

import type { Expression, Load, Storage } from "./expression.ts";

/** Rewrites expressions; all that one of these returns share their equal parts. */
export class Unifier {
  private readonly replace: (load: Load) => Expression | undefined;
  private readonly rewritten = new Map<Expression, Expression>();
  private readonly byKey = new Map<string, Expression>();
  private readonly numbers = new Map<Expression | Storage, number>();

  /** `replace` gives what stands in the place of a load, as `rewrite` or `unique` left it; undefined: the load itself. */
  constructor(replace: (load: Load) => Expression | undefined) {
    this.replace = replace;
  }

  /** The expression with loads replaced and equal parts made one. */
  rewrite(expression: Expression): Expression {
    const known = this.rewritten.get(expression);
    if (known !== undefined) return known;
    const result = this.visit(expression);
    this.rewritten.set(expression, result);
    return result;
  }

  /** The first expression that was equal to this one, whose operands are unique already. */
  unique(expression: Expression): Expression {
    const key = this.keyOf(expression);
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    this.byKey.set(key, expression);
    return expression;
  }

  private visit(at: Expression): Expression {
    if (at.kind === "load") {
      const replacement = this.replace(at);
      if (replacement !== undefined) return replacement;
    }
    if (at.kind !== "compute") return this.unique(at);
    const operands = at.operands.map((operand) => this.rewrite(operand));
    const same = operands.every((operand, i) => operand === at.operands[i]);
    return this.unique(same ? at : { ...at, operands });
  }

  private keyOf(at: Expression): string {
    if (at.kind === "constant") return `${at.dtype} ${Object.is(at.value, -0) ? "-0" : at.value}`;
    if (at.kind === "compute") {
      const attributes = Object.entries(at.attributes).map(([name, value]) => `${name}=${value}`);
      const operands = at.operands.map((operand) => this.numberOf(operand));
      return `${at.op} ${at.dtype} ${attributes.join()} ${operands.join()}`;
    }
    const { strides, offset } = at.view;
    const source = at.kind === "load" ? `${this.numberOf(at.storage)} ${at.dtype}` : "coordinate";
    return `${source} ${strides.join()} ${offset}`;
  }

  private numberOf(thing: Expression | Storage): number {
    let number = this.numbers.get(thing);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(thing, number);
    }
    return number;
  }
}
