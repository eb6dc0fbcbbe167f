/** Which loads that spread one element over all lanes need not: multiplications take one lane of a register for all. */

import type { Register, Statement } from "../../../compiler/lowered/program.ts";
import { visitUses } from "../native/register-uses.ts";

/** For each multiplication, the operand that is in lane 0 alone; `loads` are the registers those loads define. */
export interface SingleLanes {
  readonly loads: ReadonlySet<number>;
  readonly factors: ReadonlyMap<Statement, number>;
}

/** Finds broadcasts of whole vectors that are only ever factors, at most one of a product. */
export function findSingleLanes(body: readonly Statement[]): SingleLanes {
  const loads = new Set<number>();
  const visit = (statement: Statement): void => {
    if (statement.kind === "loop") statement.body.forEach(visit);
    if (statement.kind !== "load" || statement.valid !== undefined) return;
    const { result, address } = statement;
    const spread = result.lanes > 1 && result.type === "float32" && address.laneStride === 0;
    if (spread && (address.index === undefined || address.index.register.lanes === 1)) loads.add(result.id);
  };
  body.forEach(visit);
  visitUses(body, (register, statement) => {
    if (!isFactor(register, statement)) loads.delete(register.id);
  });
  const factors = new Map<Statement, number>();
  visitUses(body, (_, statement) => {
    if (statement.kind !== "compute" || factors.has(statement)) return;
    const [a, b] = statement.operands;
    if (b !== undefined && loads.has(a!.id) && loads.has(b.id)) loads.delete(a!.id);
  });
  visitUses(body, (register, statement) => {
    if (statement.kind === "compute" && loads.has(register.id)) {
      factors.set(
        statement,
        statement.operands.findIndex(({ id }) => id === register.id),
      );
    }
  });
  return { loads, factors };
}

function isFactor(register: Register, statement: Statement): boolean {
  if (statement.kind !== "compute") return false;
  const { operation, operands } = statement;
  const [a, b, c] = operands;
  return (
    (operation === "multiply" || operation === "fusedMultiplyAdd") && a!.id !== b!.id && c?.id !== register.id
  );
}
