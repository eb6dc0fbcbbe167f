/** The routine by which a thread takes the next of an owner's chunks in a phase. */

import { control } from "../control-block.ts";
import { general, type MachineRegister } from "../native/machine.ts";
import type { Assembler, Label } from "./assembler.ts";

const [rax, rdx, rsi, rdi, r8, r9] = [0, 2, 6, 7, 8, 9].map(general) as [
  MachineRegister,
  MachineRegister,
  MachineRegister,
  MachineRegister,
  MachineRegister,
  MachineRegister,
];

/** Where the routine is given the address of the owner's counter, and a number that no owner has more chunks than. */
export const [counter, limit] = [rdi, rsi];

/**
 * Binds `label` to code that counts one up and leaves in `chunk` what was there before. The counter's upper half is the
 * generation of the phase that counted last: what an earlier one left is 0 chunks taken, so that nobody has to clear it.
 * One that has come to the limit is only read, which does not take its line from whoever else reads it. rax, rdx, r8 and r9
 * are lost.
 */
export function emitTakeChunk(
  assembler: Assembler,
  label: Label,
  controlBlock: number,
  chunk: MachineRegister,
): void {
  const [again, current, taken] = [assembler.label(), assembler.label(), assembler.label()];
  const memory = { base: counter.number, displacement: 0 };
  assembler.bind(label);
  assembler.load32(r8, { base: controlBlock, displacement: control.generation });
  assembler.shift("left", r8, 32);
  assembler.move(rax, memory);
  assembler.bind(again);
  assembler.move(r9, rax);
  assembler.move(rdx, rax);
  assembler.subtract(rdx, r8);
  assembler.shift("right", rdx, 32);
  assembler.withConstant("compare", rdx, 0);
  assembler.jumpIf("equal", current);
  assembler.move(r9, r8);
  assembler.bind(current);
  assembler.move32(chunk, r9);
  assembler.compare32(chunk, limit);
  assembler.jumpIf("aboveEqual", taken);
  assembler.loadAddress(rdx, { base: r9.number, displacement: 1 });
  assembler.atomicCompareExchange(memory, rdx);
  assembler.jumpIf("notEqual", again);
  assembler.bind(taken);
  assembler.ret();
}
