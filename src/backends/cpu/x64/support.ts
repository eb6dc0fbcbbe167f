/** Whether machine code can run here, and which instruction sets. */

import { DeviceUnavailableError } from "../../../runtime/device-registry.ts";
import { type Koffi, loadKoffi } from "../native/koffi.ts";
import { type CpuFeatures, cpuFeatures } from "./cpu-features.ts";
import type { InstructionSet } from "./emission.ts";

/** What machine code is called through, and what it may consist of. */
export interface NativeSupport {
  readonly koffi: Koffi;
  /** At least one, the best first. */
  readonly sets: readonly InstructionSet[];
}

let found: NativeSupport | DeviceUnavailableError | undefined;

/**
 * Looks once at the platform, the package koffi, executable memory and the processor.
 *
 * Throws: DeviceUnavailableError with the reason where machine code cannot run.
 */
export function nativeSupport(): NativeSupport {
  found ??= look();
  if (found instanceof DeviceUnavailableError) throw found;
  return found;
}

function look(): NativeSupport | DeviceUnavailableError {
  const { platform, arch } = process;
  if (arch !== "x64")
    return new DeviceUnavailableError(`the processor is ${arch}, and the code is for x86-64`);
  if (platform !== "linux") {
    return new DeviceUnavailableError(`executable memory is made on linux only, and this is ${platform}`);
  }
  const koffi = loadKoffi();
  if (koffi === undefined) {
    return new DeviceUnavailableError("the npm package koffi is not installed or does not run here");
  }
  let features: CpuFeatures;
  try {
    features = cpuFeatures(koffi);
  } catch (error) {
    return new DeviceUnavailableError(`executable memory is not to be had: ${String(error)}`);
  }
  const sets: InstructionSet[] = [];
  if (features.avx512) sets.push("avx512");
  if (features.avx2 && features.fma) sets.push("avx2");
  if (sets.length > 0) return { koffi, sets };
  return new DeviceUnavailableError("the processor has no AVX2 with fused multiply-add");
}

/** The variable of the environment that chooses an instruction set. */
export const instructionSetVariable = "TENSORLOOM_INSTRUCTIONS";

/**
 * The instruction set to use: `wanted`, or what `TENSORLOOM_INSTRUCTIONS` says, or the best there is.
 *
 * Throws: RangeError for one that is unknown or that the processor does not have.
 */
export function chooseInstructionSet(
  { sets }: NativeSupport,
  wanted: string | undefined = process.env[instructionSetVariable],
): InstructionSet {
  if (wanted === undefined || wanted === "") return sets[0]!;
  const set = sets.find((each) => each === wanted);
  if (set !== undefined) return set;
  throw new RangeError(
    `Cannot use the instruction set "${wanted}": expected one this processor has, ${sets.join(" or ")}.`,
  );
}
