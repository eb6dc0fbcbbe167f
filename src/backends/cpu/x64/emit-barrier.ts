/** The routine in which the threads of a run wait for each other. */

import { control } from "../control-block.ts";
import { general, type MachineRegister } from "../native/machine.ts";
import type { Assembler, Label } from "./assembler.ts";

/** Registers that the driver keeps for a whole run, by number. */
export interface BarrierRegisters {
  /** The address of the control block. */
  readonly control: number;
  /** How many threads take part. */
  readonly threads: MachineRegister;
}

const [rax, rcx, rdx, rsi, rdi] = [0, 1, 2, 6, 7].map(general) as [
  MachineRegister,
  MachineRegister,
  MachineRegister,
  MachineRegister,
  MachineRegister,
];
const [r8, r10] = [general(8), general(10)];
/** <linux/futex.h>, with the flag of words that no other process sees. */
const futex = { systemCall: 202, wait: 128, wake: 129 } as const;

/**
 * Binds `label` to code that returns once all threads have called it, a generation later. The last to come tells the
 * others, which look for a while, then sleep.
 */
export function emitBarrier(
  assembler: Assembler,
  label: Label,
  { control: base, threads }: BarrierRegisters,
): void {
  const at = (displacement: number) => ({ base, displacement });
  const [several, wait, look, sleep, awake, done] = Array.from({ length: 6 }, () => assembler.label()) as [
    Label,
    Label,
    Label,
    Label,
    Label,
    Label,
  ];
  const futexCall = (operation: number, value: () => void): void => {
    assembler.loadAddress(rdi, at(control.generation));
    assembler.moveConstant(rsi, operation);
    value();
    assembler.clear(r10);
    assembler.moveConstant(rax, futex.systemCall);
    assembler.systemCall();
  };

  assembler.bind(label);
  assembler.compareConstant32(threads, 1);
  assembler.jumpIf("notEqual", several);
  assembler.atomicCount32(at(control.generation), 1);
  assembler.ret();

  assembler.bind(several);
  assembler.load32(r8, at(control.generation));
  assembler.moveConstant(rax, 1);
  assembler.atomicExchangeAdd32(at(control.arrivals), rax);
  assembler.withConstant("add", rax, 1);
  assembler.compare32(threads, rax);
  assembler.jumpIf("notEqual", wait);
  assembler.store32(at(control.arrivals), 0);
  assembler.atomicCount32(at(control.generation), 1);
  assembler.compareConstant32(at(control.sleepers), 0);
  assembler.jumpIf("equal", done);
  futexCall(futex.wake, () => assembler.moveConstant(rdx, 0x7fffffff));
  assembler.ret();

  assembler.bind(wait);
  assembler.load32(rcx, at(control.spin));
  assembler.bind(look);
  assembler.compare32(at(control.generation), r8);
  assembler.jumpIf("notEqual", done);
  assembler.pause();
  assembler.decrement(rcx);
  assembler.jumpIf("notEqual", look);
  assembler.atomicCount32(at(control.sleepers), 1);
  assembler.bind(sleep);
  futexCall(futex.wait, () => assembler.move(rdx, r8));
  assembler.compare32(at(control.generation), r8);
  assembler.jumpIf("notEqual", awake);
  assembler.jump(sleep);
  assembler.bind(awake);
  assembler.atomicCount32(at(control.sleepers), -1);
  assembler.bind(done);
  assembler.ret();
}
