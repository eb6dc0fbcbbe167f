/** Loads and stores: contiguous, broadcast, strided and scalar ones, whole or for the first lanes only. */

import type { Emission } from "./emission.ts";
import type { Virtual, VirtualMemory } from "./machine.ts";

/** Where an access goes. */
export interface Access {
  readonly memory: VirtualMemory;
  /** 1 or the target's. */
  readonly lanes: number;
  readonly laneStride: number;
  /** Set where only the first lanes take part. */
  readonly part: Part | undefined;
}

/** The first `valid` lanes. */
export interface Part {
  readonly valid: number;
  /** A mask register, or a vector with all-ones lanes. */
  readonly mask: Virtual;
}

/** The mask of the first `valid` lanes. */
export function partMask(emission: Emission, valid: number): Virtual {
  if (emission.set === "avx2") {
    const words = Array.from({ length: 8 }, (_, lane) => (lane < valid ? -1 : 0));
    return emission.value("vmovups", 256, [{ words }]);
  }
  const bits = emission.fresh("general");
  emission.push({ kind: "set", target: bits, value: 2 ** valid - 1 });
  return emission.maskValue("kmovw.general", 128, [bits]);
}

/** The loaded value; lanes that take no part hold +0. */
export function emitLoad(emission: Emission, { memory, lanes, laneStride, part }: Access): Virtual {
  const width = emission.fullWidth;
  if (lanes === 1) return emission.value("vmovss", 128, [memory]);
  if (laneStride === 0) {
    if (part === undefined) return emission.value("vbroadcastss", width, [memory]);
    if (emission.set === "avx512") {
      return emission.value("vbroadcastss", width, [memory], { mask: part.mask, zeroing: true });
    }
    return emission.value("vandps", width, [emission.value("vbroadcastss", width, [memory]), part.mask]);
  }
  if (laneStride !== 1) return gather(emission, memory, lanes, laneStride, part);
  if (part === undefined) return emission.value("vmovups", width, [memory]);
  if (emission.set === "avx2") return emission.value("vmaskmovps", width, [part.mask, memory]);
  return emission.value("vmovups", width, [memory], { mask: part.mask, zeroing: true });
}

/** Writes `value`. */
export function emitStore(
  emission: Emission,
  { memory, lanes, laneStride, part }: Access,
  value: Virtual,
): void {
  const width = emission.fullWidth;
  if (lanes === 1) emission.vector("vmovss.store", 128, [memory, value]);
  else if (laneStride !== 1) scatter(emission, memory, lanes, laneStride, part, value);
  else if (part === undefined) emission.vector("vmovups.store", width, [memory, value]);
  else if (emission.set === "avx2") emission.vector("vmaskmovps.store", width, [memory, part.mask, value]);
  else emission.vector("vmovups.store", width, [memory, value], { mask: part.mask });
}

/** Constants 0, stride, 2 · stride, … as a memory operand. */
function ramp(lanes: number, stride: number): { readonly words: readonly number[] } {
  return { words: Array.from({ length: lanes }, (_, lane) => lane * stride) };
}

/** Gathers and scatters clear their mask as they go, so each gets its own. */
function spentMask(emission: Emission, part: Part | undefined): Virtual {
  const mask = emission.fresh(emission.maskClass);
  if (part !== undefined) emission.move(mask, part.mask);
  else if (emission.set === "avx512") emission.vector("kxnorw", 128, [mask, mask, mask]);
  else emission.vector("vpcmpeqd", 256, [mask, mask, mask]);
  return mask;
}

/** Loads each lane from where an index of its own says; both are whole vectors. */
export function emitGather(
  emission: Emission,
  { memory, lanes, laneStride, part }: Access,
  { register, scale }: { readonly register: Virtual; readonly scale: number },
): Virtual {
  const width = emission.fullWidth;
  const moved = emission.value("vpmulld", width, [register, emission.everyLane(scale, width)]);
  if (laneStride === 0) return gatherAt(emission, memory, moved, part);
  const index = emission.value("vpaddd", width, [moved, ramp(lanes, laneStride)]);
  return gatherAt(emission, memory, index, part);
}

function gather(
  emission: Emission,
  memory: VirtualMemory,
  lanes: number,
  laneStride: number,
  part: Part | undefined,
): Virtual {
  const index = emission.value("vmovups", emission.fullWidth, [ramp(lanes, laneStride)]);
  return gatherAt(emission, memory, index, part);
}

function gatherAt(
  emission: Emission,
  memory: VirtualMemory,
  index: Virtual,
  part: Part | undefined,
): Virtual {
  const width = emission.fullWidth;
  const mask = spentMask(emission, part);
  const result = emission.zero(width);
  const source = { ...memory, index, scale: 4 } as const;
  if (emission.set === "avx512") emission.vector("vgatherdps", width, [result, source], { mask });
  else emission.vector("vgatherdps.gather2", width, [result, source, mask]);
  return result;
}

function scatter(
  emission: Emission,
  memory: VirtualMemory,
  lanes: number,
  laneStride: number,
  part: Part | undefined,
  value: Virtual,
): void {
  const width = emission.fullWidth;
  if (emission.set === "avx512") {
    const index = emission.value("vmovups", width, [ramp(lanes, laneStride)]);
    const mask = spentMask(emission, part);
    emission.vector("vscatterdps", width, [{ ...memory, index, scale: 4 }, value], { mask });
    return;
  }
  const count = part?.valid ?? lanes;
  const upper = count > 4 ? emission.value("vextractf128", 256, [value], { immediate: 1 }) : value;
  for (let lane = 0; lane < count; lane++) {
    const place = { ...memory, displacement: memory.displacement + lane * laneStride * 4 };
    emission.vector("vextractps", 128, [place, lane < 4 ? value : upper], { immediate: lane & 3 });
  }
}
