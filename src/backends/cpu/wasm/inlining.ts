/**
 * Decides which values of a block are computed on WebAssembly's stack, right where their only use needs them,
 * instead of passing through a local.
 */

import type { Register, Statement } from "../../../compiler/lowered/program.ts";
import { operandUses } from "./operations.ts";

/** How often a statement reads each register it reads itself (loop bodies not included). */
export function reads(statement: Statement): readonly Register[] {
  switch (statement.kind) {
    case "store":
      // A store of single lanes names its value once a lane.
      return statement.value.lanes === 1 ||
        (statement.address.laneStride === 1 && statement.valid === undefined)
        ? [statement.value]
        : [statement.value, statement.value];
    case "compute":
      return statement.operands.flatMap((operand, i) =>
        Array<Register>(operandUses(statement, i)).fill(operand),
      );
    case "rotate":
      return [statement.operand, statement.operand];
    case "shift":
    case "splat":
    case "extract":
      return [statement.operand];
    case "loop":
      return statement.carried.map((value) => value.initial);
    default:
      return [];
  }
}

/** What is known about one block of statements. */
export interface BlockAnalysis {
  /** Ids of the registers that are computed where they are used. */
  readonly inlined: ReadonlySet<number>;
  /** Position after which the block reads a register no more, by register id; only registers it reads. */
  readonly lastRead: ReadonlyMap<number, number>;
}

/** Analyzes a block; `kept` are registers that are read after its last statement. */
export function analyzeBlock(statements: readonly Statement[], kept: readonly Register[]): BlockAnalysis {
  const uses = new Map<number, number>();
  const nested = new Set<number>(kept.map((register) => register.id));
  const visit = (block: readonly Statement[], inside: boolean): void => {
    for (const statement of block) {
      for (const { id } of reads(statement)) {
        uses.set(id, (uses.get(id) ?? 0) + 1);
        if (inside) nested.add(id);
      }
      if (statement.kind === "loop") {
        visit(statement.body, true);
        for (const { next } of statement.carried) nested.add(next.id);
      }
    }
  };
  visit(statements, false);

  const definedAt = new Map<number, number>();
  const writesBefore = [0];
  statements.forEach((statement, i) => {
    if ("result" in statement) definedAt.set(statement.result.id, i);
    writesBefore.push(writesBefore[i]! + (writes(statement) ? 1 : 0));
  });

  const inlined = new Set<number>();
  const lastRead = new Map<number, number>();
  const roots = new Map<number, number>();
  for (let i = statements.length - 1; i >= 0; i--) {
    const statement = statements[i]!;
    const root = roots.get(i) ?? i;
    for (const id of readIds(statement)) lastRead.set(id, Math.max(root, lastRead.get(id) ?? 0));
    for (const { id } of reads(statement)) {
      const at = definedAt.get(id);
      if (at === undefined || nested.has(id) || uses.get(id) !== 1) continue;
      const moves = writesBefore[root]! > writesBefore[at + 1]!;
      if (statements[at]!.kind === "load" && moves) continue;
      inlined.add(id);
      roots.set(at, root);
    }
  }
  return { inlined, lastRead };
}

function readIds(statement: Statement): number[] {
  const own = reads(statement).map((register) => register.id);
  if (statement.kind !== "loop") return own;
  const next = statement.carried.map((value) => value.next.id);
  return [...own, ...next, ...statement.body.flatMap(readIds)];
}

function writes(statement: Statement): boolean {
  return statement.kind === "store" || (statement.kind === "loop" && statement.body.some(writes));
}
