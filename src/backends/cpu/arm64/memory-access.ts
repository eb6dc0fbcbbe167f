/** Loads and stores: contiguous, broadcast, strided and scalar ones, whole or for the first lanes only. */

import type { Virtual, VirtualAddress } from "../native/machine.ts";
import { elementBytes } from "../native/pointers.ts";
import type { Emission } from "./emission.ts";

/** Lanes of a vector. */
export const vectorLanes = 4;

/** Where an access goes. */
export interface Access {
  readonly memory: VirtualAddress;
  /** How many of the first lanes take part: 1 for a scalar. */
  readonly count: number;
  readonly laneStride: number;
}

/** The loaded value; of a vector, lanes that take no part hold +0. */
export function emitLoad(emission: Emission, { memory, count, laneStride }: Access): Virtual {
  if (count === 1) return emission.value("ldr.s", [memory]);
  if (laneStride === 0) {
    const all = emission.value("ld1r", [memory]);
    if (count === vectorLanes) return all;
    const mask = emission.words(Array.from({ length: vectorLanes }, (_, lane) => (lane < count ? -1 : 0)));
    return emission.value("and", [all, mask]);
  }
  if (laneStride === 1 && count === vectorLanes) return emission.value("ldr.q", [memory]);
  const pair = laneStride === 1;
  let value = emission.value(pair ? "ldr.d" : "ldr.s", [memory]);
  for (let lane = pair ? 2 : 1; lane < count; lane++) {
    value = emission.updated("ld1.lane", value, [laneAt(memory, laneStride, lane)], lane);
  }
  return value;
}

/** Writes `value`. */
export function emitStore(emission: Emission, { memory, count, laneStride }: Access, value: Virtual): void {
  if (laneStride === 1 && count === vectorLanes) {
    emission.vector("str.q", [value, memory]);
    return;
  }
  const pair = laneStride === 1 && count > 1;
  emission.vector(pair ? "str.d" : "str.s", [value, memory]);
  for (let lane = pair ? 2 : 1; lane < count; lane++) {
    emission.vector("st1.lane", [value, laneAt(memory, laneStride, lane)], lane);
  }
}

/** Loads each lane from where an index of its own says, which moves it by `scale` elements. */
export function emitGather(
  emission: Emission,
  { memory, count, laneStride }: Access,
  { register, scale }: { readonly register: Virtual; readonly scale: number },
): Virtual {
  const moved = scale === 1 ? register : emission.value("mul", [register, emission.everyLane(scale)]);
  let value: Virtual | undefined;
  for (let lane = 0; lane < count; lane++) {
    const index = emission.fresh("general");
    emission.vector("smov", [index, moved], lane);
    const base = emission.fresh("general");
    emission.vector("add.scaled", [base, memory.base, index]);
    const place = laneAt({ ...memory, base }, laneStride, lane);
    value =
      value === undefined
        ? emission.value("ldr.s", [place])
        : emission.updated("ld1.lane", value, [place], lane);
  }
  return value!;
}

function laneAt(memory: VirtualAddress, laneStride: number, lane: number): VirtualAddress {
  return { ...memory, displacement: memory.displacement + lane * laneStride * elementBytes };
}
