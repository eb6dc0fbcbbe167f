/** The native device on x86-64. */

import type { Device } from "../../../runtime/device.ts";
import { type NativeOptions, nativeDevice } from "../native/device.ts";
import type { InstructionSet } from "./emission.ts";
import { chooseInstructionSet, nativeSupport } from "./support.ts";
import { x64Natives } from "./target.ts";

/** How a native device is set up. */
export interface NativeDeviceOptions extends NativeOptions {
  /**
   * Default: what the variable `TENSORLOOM_INSTRUCTIONS` of the environment says, or the best that the processor has.
   * Results do not depend on it.
   */
  readonly instructionSet?: InstructionSet;
}

/**
 * A device of its own, with its own memory and threads.
 *
 * Throws: DeviceUnavailableError where machine code cannot run; RangeError for threads outside 1 to 255 or an
 * instruction set that the processor does not have.
 */
export function createNativeDevice(options: NativeDeviceOptions = {}): Device {
  const support = nativeSupport();
  const set = chooseInstructionSet(support, options.instructionSet);
  return nativeDevice(support.koffi, x64Natives[set], options);
}
