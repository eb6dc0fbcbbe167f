/**
 * Decides which values of a kernel are computed on WebAssembly's stack, right where their only use needs them,
 * instead of passing through a local.
 */

import type { Address, Statement } from "../../../compiler/lowered/program.ts";
import { operandUses } from "./operations.ts";

/** What is known about the registers of a kernel. */
export class Inlining {
  /** Ids of the registers that are computed where they are used. */
  readonly inlined = new Set<number>();
  /** How often a register is read; more than once for what must be in a local. */
  private readonly uses = new Map<number, number>();
  /** The block that read a register last. */
  private readonly usedIn = new Map<number, readonly Statement[]>();
  /** Ids of the registers that a statement reads, once a use; for loops, with those of its body. */
  private readonly reads = new Map<Statement, readonly number[]>();
  /** For each block, the position after which it reads a register no more. */
  private readonly lastReads = new Map<readonly Statement[], ReadonlyMap<number, number>>();

  constructor(body: readonly Statement[]) {
    this.count(body);
    this.analyze(body);
  }

  /** The position of the last statement of a loop's body that reads a register, or −1. */
  lastRead(body: readonly Statement[], id: number): number {
    return this.lastReads.get(body)?.get(id) ?? -1;
  }

  private count(block: readonly Statement[]): void {
    for (const statement of block) {
      const ids: number[] = [];
      readIds(statement, ids);
      for (const id of ids) {
        this.uses.set(id, (this.uses.get(id) ?? 0) + 1);
        this.usedIn.set(id, block);
      }
      this.reads.set(statement, ids);
      if (statement.kind !== "loop") continue;
      this.count(statement.body);
      // What a loop hands on is computed in its place, into the local of the argument if that is free.
      for (const { next } of statement.carried) this.uses.set(next.id, (this.uses.get(next.id) ?? 0) + 2);
    }
  }

  /** Returns the ids that the block reads. */
  private analyze(block: readonly Statement[]): ReadonlyMap<number, number> {
    const definedAt = new Map<number, number>();
    const writesBefore = [0];
    block.forEach((statement, i) => {
      if ("result" in statement) definedAt.set(statement.result.id, i);
      writesBefore.push(writesBefore[i]! + (writes(statement) ? 1 : 0));
    });
    const lastReads = new Map<number, number>();
    /** Where the statement that needs an inlined one stands. */
    const roots = new Map<number, number>();
    for (let i = block.length - 1; i >= 0; i--) {
      const statement = block[i]!;
      const root = roots.get(i) ?? i;
      const note = (id: number): void => {
        if (root > (lastReads.get(id) ?? -1)) lastReads.set(id, root);
      };
      if (statement.kind === "loop") {
        for (const id of this.analyze(statement.body).keys()) note(id);
        for (const { next } of statement.carried) note(next.id);
      }
      for (const id of this.reads.get(statement)!) {
        note(id);
        const at = definedAt.get(id);
        if (at === undefined || this.uses.get(id) !== 1 || this.usedIn.get(id) !== block) continue;
        if (block[at]!.kind === "load" && writesBefore[root]! > writesBefore[at + 1]!) continue;
        this.inlined.add(id);
        roots.set(at, root);
      }
    }
    this.lastReads.set(block, lastReads);
    return lastReads;
  }
}

/** Adds the ids that a statement reads itself, as often as its code names them. */
function readIds(statement: Statement, ids: number[]): void {
  switch (statement.kind) {
    case "load":
      readIndex(statement.address, ids);
      return;
    case "store": {
      const { value, address, valid } = statement;
      readIndex(address, ids);
      ids.push(value.id);
      // A store of single lanes names its value once a lane.
      if (value.lanes > 1 && (address.laneStride !== 1 || valid !== undefined)) ids.push(value.id);
      return;
    }
    case "compute":
      statement.operands.forEach((operand, i) => {
        for (let use = operandUses(statement, i); use > 0; use--) ids.push(operand.id);
      });
      return;
    case "rotate":
      ids.push(statement.operand.id, statement.operand.id);
      return;
    case "shift":
    case "splat":
    case "extract":
      ids.push(statement.operand.id);
      return;
    case "loop":
      for (const { initial } of statement.carried) ids.push(initial.id);
  }
}

/** A scalar index is computed once an access, one of many lanes is taken apart lane by lane. */
function readIndex({ index }: Address, ids: number[]): void {
  if (index === undefined) return;
  ids.push(index.register.id);
  if (index.register.lanes > 1) ids.push(index.register.id);
}

function writes(statement: Statement): boolean {
  return statement.kind === "store" || (statement.kind === "loop" && statement.body.some(writes));
}
