/**
 * Decides which values of a kernel are computed on WebAssembly's stack, right where their only use needs them,
 * instead of passing through a local.
 */

import type { Address, Statement } from "../../../compiler/lowered/program.ts";
import { operandUses } from "./operations.ts";

/** What is known about the registers of a kernel. Tables go by register id. */
export class Inlining {
  /** Ids of the registers that are computed where they are used. */
  readonly inlined = new Set<number>();
  /** How often a register is read; more than once for what must be in a local. */
  private readonly uses: number[] = [];
  /** The block that read a register last. */
  private readonly usedIn: (readonly Statement[])[] = [];
  /** Where a register is defined. */
  private readonly definedIn: (readonly Statement[])[] = [];
  private readonly definedAt: number[] = [];
  /** Registers that are arguments of loops: only of these the last read is asked. */
  private readonly isArgument: boolean[] = [];
  /** For each loop's body, the position after which it reads an argument no more. */
  private readonly lastReads = new Map<readonly Statement[], ReadonlyMap<number, number>>();

  constructor(body: readonly Statement[]) {
    this.count(body);
    this.analyze(body);
  }

  /** The position of the last statement of a loop's body that reads an argument of a loop, or −1. */
  lastRead(body: readonly Statement[], argument: number): number {
    return this.lastReads.get(body)?.get(argument) ?? -1;
  }

  private count(block: readonly Statement[]): void {
    const read = (id: number): void => {
      this.uses[id] = (this.uses[id] ?? 0) + 1;
      this.usedIn[id] = block;
    };
    block.forEach((statement, i) => {
      forEachRead(statement, read);
      if (statement.kind === "loop") {
        for (const { argument } of statement.carried) this.isArgument[argument.id] = true;
        this.count(statement.body);
        // What a loop hands on is computed in its place, into the local of the argument if that is free.
        for (const { next } of statement.carried) this.uses[next.id] = (this.uses[next.id] ?? 0) + 2;
      } else if (statement.kind !== "store") {
        this.definedIn[statement.result.id] = block;
        this.definedAt[statement.result.id] = i;
      }
    });
  }

  /** Returns the arguments that the block reads, with the last position that does. */
  private analyze(block: readonly Statement[]): ReadonlyMap<number, number> {
    const writesBefore = [0];
    for (const [i, statement] of block.entries()) {
      writesBefore.push(writesBefore[i]! + (writes(statement) ? 1 : 0));
    }
    const lastReads = new Map<number, number>();
    /** Where the statement that needs an inlined one stands. */
    const roots: number[] = [];
    let root = 0;
    const note = (id: number): void => {
      if (this.isArgument[id] === true && root > (lastReads.get(id) ?? -1)) lastReads.set(id, root);
    };
    const read = (id: number): void => {
      note(id);
      if (this.uses[id] !== 1 || this.definedIn[id] !== block || this.usedIn[id] !== block) return;
      const at = this.definedAt[id]!;
      if (block[at]!.kind === "load" && writesBefore[root]! > writesBefore[at + 1]!) return;
      this.inlined.add(id);
      roots[at] = root;
    };
    for (let i = block.length - 1; i >= 0; i--) {
      const statement = block[i]!;
      root = roots[i] ?? i;
      if (statement.kind === "loop") {
        for (const id of this.analyze(statement.body).keys()) note(id);
        for (const { next } of statement.carried) note(next.id);
      }
      forEachRead(statement, read);
    }
    this.lastReads.set(block, lastReads);
    return lastReads;
  }
}

/** Visits the ids that a statement reads itself, as often as its code names them. */
function forEachRead(statement: Statement, visit: (id: number) => void): void {
  switch (statement.kind) {
    case "load":
      readIndex(statement.address, visit);
      return;
    case "store": {
      const { value, address, valid } = statement;
      readIndex(address, visit);
      visit(value.id);
      // A store of single lanes names its value once a lane.
      if (value.lanes > 1 && (address.laneStride !== 1 || valid !== undefined)) visit(value.id);
      return;
    }
    case "compute":
      statement.operands.forEach((operand, i) => {
        for (let use = operandUses(statement, i); use > 0; use--) visit(operand.id);
      });
      return;
    case "rotate":
      visit(statement.operand.id);
      visit(statement.operand.id);
      return;
    case "shift":
    case "splat":
    case "extract":
      visit(statement.operand.id);
      return;
    case "loop":
      for (const { initial } of statement.carried) visit(initial.id);
  }
}

/** A scalar index is computed once an access, one of many lanes is taken apart lane by lane. */
function readIndex({ index }: Address, visit: (id: number) => void): void {
  if (index === undefined) return;
  visit(index.register.id);
  if (index.register.lanes > 1) visit(index.register.id);
}

function writes(statement: Statement): boolean {
  return statement.kind === "store" || (statement.kind === "loop" && statement.body.some(writes));
}
