/** Which loads an instruction can do itself, reading its operand from memory. */

import type { Register, Statement } from "../../../compiler/lowered/program.ts";
import { visitUses } from "../native/register-uses.ts";
import type { InstructionSet } from "./emission.ts";
import { operationRow } from "./operations.ts";

/** A load of the lowered program. */
export type LoadStatement = Extract<Statement, { kind: "load" }>;
/** An operation of the lowered program. */
export type ComputeStatement = Extract<Statement, { kind: "compute" }>;

/** The load that a compute statement does itself. */
export type FoldedLoads = ReadonlyMap<ComputeStatement, LoadStatement>;

/**
 * Pairs each load that has one use with that use, if nothing in between writes memory. Loads of the first lanes only
 * are left out, as they are masked, and so are those by an index, whose pointer would live until the use.
 */
export function foldLoads(body: readonly Statement[], set: InstructionSet): FoldedLoads {
  const uses = countUses(body);
  const folded = new Map<ComputeStatement, LoadStatement>();
  const visit = (block: readonly Statement[]) => {
    block.forEach((statement, position) => {
      if (statement.kind === "loop") visit(statement.body);
      if (statement.kind !== "load" || uses.get(statement.result.id) !== 1) return;
      const { result, address, valid } = statement;
      if (address.index !== undefined) return;
      const readable = address.laneStride === 1 || (address.laneStride === 0 && set === "avx512");
      if (result.lanes === 1 || valid !== undefined || !readable) return;
      const user = userOf(block, position, result);
      if (user !== undefined && !folded.has(user)) folded.set(user, statement);
    });
  };
  visit(body);
  return folded;
}

function userOf(
  block: readonly Statement[],
  position: number,
  result: Register,
): ComputeStatement | undefined {
  for (let i = position + 1; i < block.length; i++) {
    const statement = block[i]!;
    if (statement.kind === "store" || statement.kind === "loop") return undefined;
    if (statement.kind !== "compute") continue;
    const place = statement.operands.findIndex((operand) => operand.id === result.id);
    if (place < 0) continue;
    return operationRow(statement.operation).memory?.includes(place) ? statement : undefined;
  }
  return undefined;
}

function countUses(body: readonly Statement[]): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  visitUses(body, ({ id }) => uses.set(id, (uses.get(id) ?? 0) + 1));
  return uses;
}
