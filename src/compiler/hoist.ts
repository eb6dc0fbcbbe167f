/** Values that do not change in a loop are computed before it. */

import type { Expression, Leaf } from "./expression.ts";

/** Registers that may be held across a loop for values that do not change in it. */
const hoistLimit = 6;

/** The largest parts of expressions none of whose leaves changes in a loop, as many as may be held; no constants. */
export function invariantParts(
  expressions: readonly Expression[],
  changes: (leaf: Leaf) => boolean,
): Expression[] {
  const answers = new Map<Expression, boolean>();
  const changing = (at: Expression): boolean => {
    let answer = answers.get(at);
    if (answer === undefined) {
      if (at.kind === "constant") answer = false;
      else answer = at.kind === "compute" ? at.operands.map(changing).includes(true) : changes(at);
      answers.set(at, answer);
    }
    return answer;
  };
  const parts = new Set<Expression>();
  const seen = new Set<Expression>();
  const visit = (at: Expression): void => {
    if (seen.has(at) || at.kind === "constant") return;
    seen.add(at);
    if (!changing(at)) {
      if (parts.size < hoistLimit) parts.add(at);
    } else if (at.kind === "compute") at.operands.forEach(visit);
  };
  expressions.forEach(visit);
  return [...parts];
}
