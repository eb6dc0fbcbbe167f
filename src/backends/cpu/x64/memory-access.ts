/** Loads and stores: contiguous, broadcast, strided and scalar ones, whole or for the first lanes only. */

import type { Virtual } from "../native/machine.ts";
import { elementBytes } from "../native/pointers.ts";
import type { Emission } from "./emission.ts";
import type { VirtualMemory } from "./machine.ts";

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
  if (laneStride !== 1) return loadLanes(emission, memory, laneStride, part?.valid ?? lanes);
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
  else if (laneStride !== 1) storeLanes(emission, memory, laneStride, part?.valid ?? lanes, value);
  else if (part === undefined) emission.vector("vmovups.store", width, [memory, value]);
  else if (emission.set === "avx2") emission.vector("vmaskmovps.store", width, [memory, part.mask, value]);
  else emission.vector("vmovups.store", width, [memory, value], { mask: part.mask });
}

const quadLanes = 4;

/** Constants 0, stride, 2 · stride, … as a memory operand. */
function ramp(lanes: number, stride: number): { readonly words: readonly number[] } {
  return { words: Array.from({ length: lanes }, (_, lane) => lane * stride) };
}

/** A gather clears its mask as it goes, so each gets its own. */
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

/** Lane by lane: an instruction that gathers takes several times as long on most processors. */
function loadLanes(emission: Emission, memory: VirtualMemory, laneStride: number, valid: number): Virtual {
  const insert = emission.set === "avx512" ? "vinsertf32x4" : "vinsertf128";
  let all: Virtual | undefined;
  for (let first = 0; first < valid; first += quadLanes) {
    let quad = emission.value("vmovss", 128, [laneAt(memory, laneStride, first)]);
    for (let lane = 1; lane < Math.min(quadLanes, valid - first); lane++) {
      const source = laneAt(memory, laneStride, first + lane);
      quad = emission.value("vinsertps", 128, [quad, source], { immediate: lane << 4 });
    }
    const immediate = first / quadLanes;
    all = all === undefined ? quad : emission.value(insert, emission.fullWidth, [all, quad], { immediate });
  }
  return all ?? emission.zero(emission.fullWidth);
}

function storeLanes(
  emission: Emission,
  memory: VirtualMemory,
  laneStride: number,
  valid: number,
  value: Virtual,
): void {
  const extract = emission.set === "avx512" ? "vextractf32x4" : "vextractf128";
  for (let first = 0; first < valid; first += quadLanes) {
    const immediate = first / quadLanes;
    const quad = first === 0 ? value : emission.value(extract, emission.fullWidth, [value], { immediate });
    for (let lane = 0; lane < Math.min(quadLanes, valid - first); lane++) {
      const place = laneAt(memory, laneStride, first + lane);
      if (lane === 0) emission.vector("vmovss.store", 128, [place, quad]);
      else emission.vector("vextractps", 128, [place, quad], { immediate: lane });
    }
  }
}

function laneAt(memory: VirtualMemory, laneStride: number, lane: number): VirtualMemory {
  return { ...memory, displacement: memory.displacement + lane * laneStride * elementBytes };
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
