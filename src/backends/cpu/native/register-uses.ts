/** Where the registers of a kernel's body are read. */

import type { Register, Statement } from "../../../compiler/lowered/program.ts";

/** Calls `visit` for every operand, index and carried value that a statement reads. */
export function visitUses(
  body: readonly Statement[],
  visit: (register: Register, statement: Statement) => void,
): void {
  for (const statement of body) {
    if (statement.kind === "load" || statement.kind === "store") {
      if (statement.address.index !== undefined) visit(statement.address.index.register, statement);
    }
    switch (statement.kind) {
      case "store":
        visit(statement.value, statement);
        break;
      case "compute":
        for (const operand of statement.operands) visit(operand, statement);
        break;
      case "shift":
      case "splat":
      case "rotate":
      case "extract":
        visit(statement.operand, statement);
        break;
      case "loop":
        for (const { initial, next } of statement.carried) {
          visit(initial, statement);
          visit(next, statement);
        }
        visitUses(statement.body, visit);
        break;
      case "constant":
      case "index":
      case "load":
        break;
    }
  }
}
