/** Gives every virtual register a processor register or a place on the stack: a linear scan over live ranges. */

import { type Joined, joinMoves, type LiveRange, liveRanges } from "./live-ranges.ts";
import type { MachineRegister, MachineStep, RegisterClass, Virtual } from "./machine.ts";

/** Where a value lives: a processor register, or bytes from the start of the spill area. */
export type Place =
  | { readonly kind: "register"; readonly register: MachineRegister }
  | { readonly kind: "slot"; readonly offset: number };

/** The registers that values may be given. */
export interface RegisterFile {
  readonly general: readonly number[];
  readonly vector: readonly number[];
  readonly mask: readonly number[];
}

/** Where every value lives, and what that cost. */
export interface Allocation {
  readonly place: (register: Virtual) => Place;
  /** Registers set aside for values that live on the stack while an instruction uses them. */
  readonly scratch: Readonly<Record<RegisterClass, readonly number[]>>;
  /** Registers that hold something. */
  readonly used: Readonly<Record<RegisterClass, ReadonlySet<number>>>;
  readonly slotBytes: number;
  /** Vector and mask values that found no register. */
  readonly spills: number;
  /** Pointers and counters that found no register. */
  readonly generalSpills: number;
}

/** No instruction names more different registers of a class than this. */
const scratchNeeded = { vector: 4, mask: 3 } as const;

interface ClassResult {
  readonly numbers: ReadonlyMap<number, number>;
  readonly spilled: readonly Virtual[];
}

/** Allocates with all registers; a class that does not fit is done again with some set aside as scratch. */
export function allocateRegisters(
  steps: readonly MachineStep[],
  registers: RegisterFile,
  {
    vectorBytes,
    generalScratch,
  }: { readonly vectorBytes: number; readonly generalScratch: readonly number[] },
): Allocation {
  const find = joinMoves(steps);
  const ranges = liveRanges(steps, find);
  const of = (wanted: RegisterClass) => ranges.filter((range) => range.register.class === wanted);
  const general = scan(of("general"), registers.general);
  const vector = scanTwice(of("vector"), registers.vector, scratchNeeded.vector);
  const mask = scanTwice(of("mask"), registers.mask, scratchNeeded.mask);
  const places = new Map<number, Place>();
  let slotBytes = 0;
  const results = { general, vector: vector.result, mask: mask.result };
  for (const [registerClass, { numbers, spilled }] of Object.entries(results)) {
    for (const [id, number] of numbers) {
      places.set(id, { kind: "register", register: { class: registerClass as RegisterClass, number } });
    }
    for (const register of spilled) {
      places.set(register.id, { kind: "slot", offset: slotBytes });
      slotBytes += register.class === "vector" ? vectorBytes : 8;
    }
  }
  return {
    place: placeOf(places, find),
    scratch: { general: generalScratch, vector: vector.scratch, mask: mask.scratch },
    used: {
      general: new Set(general.numbers.values()),
      vector: new Set([...vector.result.numbers.values(), ...vector.scratch]),
      mask: new Set([...mask.result.numbers.values(), ...mask.scratch]),
    },
    slotBytes,
    spills: vector.result.spilled.length + mask.result.spilled.length,
    generalSpills: general.spilled.length,
  };
}

function placeOf(places: ReadonlyMap<number, Place>, find: Joined): Allocation["place"] {
  return (register) => places.get(find(register).id)!;
}

function scanTwice(
  ranges: readonly LiveRange[],
  registers: readonly number[],
  scratch: number,
): { readonly result: ClassResult; readonly scratch: readonly number[] } {
  const result = scan(ranges, registers);
  if (result.spilled.length === 0) return { result, scratch: [] };
  if (registers.length < scratch) {
    throw new RangeError(
      `Cannot allocate registers: expected at least ${scratch} of a class, got ${registers.length}.`,
    );
  }
  const kept = registers.slice(0, registers.length - scratch);
  return { result: scan(ranges, kept), scratch: registers.slice(kept.length) };
}

/** `ranges` in order of their starts. Where too many overlap, the one used least goes to the stack. */
function scan(ranges: readonly LiveRange[], registers: readonly number[]): ClassResult {
  const numbers = new Map<number, number>();
  const spilled: Virtual[] = [];
  const free = [...registers].reverse();
  let active: LiveRange[] = [];
  for (const range of ranges) {
    active = active.filter((other) => {
      if (other.end > range.start) return true;
      free.push(numbers.get(other.register.id)!);
      return false;
    });
    const number = free.pop();
    if (number !== undefined) {
      numbers.set(range.register.id, number);
      active.push(range);
      continue;
    }
    const cheapest = [...active, range].reduce((best, other) => (cost(other) < cost(best) ? other : best));
    spilled.push(cheapest.register);
    if (cheapest === range) continue;
    numbers.set(range.register.id, numbers.get(cheapest.register.id)!);
    numbers.delete(cheapest.register.id);
    active[active.indexOf(cheapest)] = range;
  }
  return { numbers, spilled };
}

function cost(range: LiveRange): number {
  return range.weight / (range.end - range.start + 1);
}
