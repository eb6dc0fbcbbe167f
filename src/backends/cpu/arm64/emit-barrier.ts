/** The routine in which the threads of a run wait for each other. */

import { control } from "../control-block.ts";
import { type Assembler, type Label, zeroRegister } from "./assembler.ts";

/** Registers that the driver keeps for a whole run, by number. */
export interface BarrierRegisters {
  /** The address of the control block. */
  readonly control: number;
  /** How many threads take part. */
  readonly threads: number;
}

/** How threads wait that have looked for long: asleep until the system wakes them, or looking on. */
export type Waiting = "futex" | "looking";

/** <asm/unistd.h> and <linux/futex.h>, with the flag of words that no other process sees. */
const futex = { systemCall: 98, wait: 128, wake: 129 } as const;
const [x0, x1, x2, x3, x8] = [0, 1, 2, 3, 8];
/** The address of the generation, and what a thread found there as it came. */
const [generation, found] = [9, 10];
const [value, address, sum, failed, looks] = [11, 12, 13, 14, 15];

/**
 * Binds `label` to code that returns once all threads have called it. The last to come sets the chunk counter back
 * to 0. The others look for a while, and then wait as `waiting` says.
 */
export function emitBarrier(
  assembler: Assembler,
  label: Label,
  { control: base, threads }: BarrierRegisters,
  waiting: Waiting,
): void {
  const [several, wait, look, done] = Array.from({ length: 4 }, () => assembler.label()) as [
    Label,
    Label,
    Label,
    Label,
  ];
  const clear = (displacement: number): void =>
    assembler.memory("store32", zeroRegister, { base, displacement });
  const fetchAdd = (displacement: number, by: 1 | -1): void => {
    assembler.addConstant(address, base, displacement);
    assembler.fetchAdd32(value, address, by, sum, failed);
  };
  const futexCall = (operation: number, argument: () => void): void => {
    assembler.move(x0, generation);
    assembler.moveConstant(x1, operation);
    argument();
    assembler.moveConstant(x3, 0);
    assembler.moveConstant(x8, futex.systemCall);
    assembler.systemCall();
  };

  assembler.bind(label);
  assembler.compareConstant32(threads, 1);
  assembler.jumpIf("notEqual", several);
  clear(control.chunk);
  assembler.ret();

  assembler.bind(several);
  assembler.addConstant(generation, base, control.generation);
  assembler.loadAcquire32(found, generation);
  fetchAdd(control.arrivals, 1);
  assembler.addConstant(value, value, 1);
  assembler.compare32(value, threads);
  assembler.jumpIf("notEqual", wait);
  clear(control.arrivals);
  clear(control.chunk);
  assembler.fetchAdd32(value, generation, 1, sum, failed);
  if (waiting === "futex") {
    // Whoever counts itself among the sleepers after this sees the new generation.
    assembler.barrier();
    assembler.memory("load32", value, { base, displacement: control.sleepers });
    assembler.jumpIfZero32(value, done);
    futexCall(futex.wake, () => assembler.moveConstant(x2, 0x7fffffff));
  }
  assembler.ret();

  assembler.bind(wait);
  assembler.memory("load32", looks, { base, displacement: control.spin });
  assembler.bind(look);
  assembler.loadAcquire32(value, generation);
  assembler.compare32(value, found);
  assembler.jumpIf("notEqual", done);
  assembler.yield();
  if (waiting === "looking") assembler.jump(look);
  else {
    const [sleep, awake] = [assembler.label(), assembler.label()];
    assembler.countDown(looks);
    assembler.jumpIf("notEqual", look);
    fetchAdd(control.sleepers, 1);
    assembler.barrier();
    assembler.bind(sleep);
    futexCall(futex.wait, () => assembler.move(x2, found));
    assembler.loadAcquire32(value, generation);
    assembler.compare32(value, found);
    assembler.jumpIf("notEqual", awake);
    assembler.jump(sleep);
    assembler.bind(awake);
    fetchAdd(control.sleepers, -1);
  }
  assembler.bind(done);
  assembler.ret();
}
