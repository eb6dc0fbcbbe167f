/** Values that cross lanes: splat, rotate and extract. */

import type { RegisterType } from "../../../compiler/lowered/program.ts";
import type { Virtual } from "../native/machine.ts";
import type { Emission } from "./emission.ts";

const maskBits = 16;

/** A scalar's lane in all lanes. */
export function emitSplat(emission: Emission, type: RegisterType, operand: Virtual): Virtual {
  const width = emission.fullWidth;
  if (type !== "mask" || emission.set === "avx2") return emission.value("vbroadcastss", width, [operand]);
  const scalar = emission.value("vpmovm2d", 128, [operand]);
  return emission.maskValue("vpmovd2m", width, [emission.value("vbroadcastss", width, [scalar])]);
}

/** Lane i is lane i + by of the operand, wrapping around. */
export function emitRotate(emission: Emission, type: RegisterType, operand: Virtual, by: number): Virtual {
  const width = emission.fullWidth;
  if (emission.set === "avx2") {
    const index = emission.value("vmovups", width, [
      { words: Array.from({ length: 8 }, (_, lane) => (lane + by) % 8) },
    ]);
    return emission.value("vpermps", width, [index, operand]);
  }
  if (type !== "mask") return emission.value("valignd", width, [operand, operand], { immediate: by });
  const low = emission.maskValue("kshiftrw", 128, [operand], by);
  const high = emission.maskValue("kshiftlw", 128, [operand], maskBits - by);
  return emission.maskValue("korw", 128, [low, high]);
}

/** One lane as a scalar: it comes to lane 0, and what the other lanes hold does not matter. */
export function emitExtract(emission: Emission, type: RegisterType, operand: Virtual, lane: number): Virtual {
  if (lane === 0) return operand;
  if (type !== "mask" || emission.set === "avx2") return emitRotate(emission, type, operand, lane);
  return emission.maskValue("kshiftrw", 128, [operand], lane);
}
