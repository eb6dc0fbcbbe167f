/** The native device on arm64: NEON, which every such processor has. */

import type { Device } from "../../../runtime/device.ts";
import { DeviceUnavailableError } from "../../../runtime/device-registry.ts";
import { type NativeOptions, nativeDevice } from "../native/device.ts";
import { makeExecutable } from "../native/executable-memory.ts";
import { type Koffi, loadKoffi } from "../native/koffi.ts";
import { Assembler } from "./assembler.ts";
import { neonNative } from "./target.ts";

/**
 * A device of its own, with its own memory and threads.
 *
 * Throws: DeviceUnavailableError where machine code cannot run; RangeError for threads outside 1 to 255.
 */
export function createArm64Device(options: NativeOptions = {}): Device {
  const koffi = usableKoffi();
  // Only Linux lets threads of a program sleep and wake each other by a system call that stays as it is.
  const waiting = process.platform === "linux" ? "futex" : "looking";
  return nativeDevice(koffi, neonNative(waiting), options);
}

/** What machine code is called through. Throws: DeviceUnavailableError as `createArm64Device` does. */
export function usableKoffi(): Koffi {
  const { platform, arch } = process;
  if (arch !== "arm64") {
    throw new DeviceUnavailableError(`the processor is ${arch}, and the code is for arm64`);
  }
  if (platform !== "linux" && platform !== "darwin") {
    throw new DeviceUnavailableError(
      `executable memory is made on linux and macOS only, and this is ${platform}`,
    );
  }
  const koffi = loadKoffi();
  if (koffi === undefined) {
    throw new DeviceUnavailableError("the npm package koffi is not installed or does not run here");
  }
  try {
    const memory = makeExecutable(koffi, emptyFunction());
    koffi.decode(memory.address, koffi.proto("void ()"))();
    memory.free();
  } catch (error) {
    throw new DeviceUnavailableError(`executable memory is not to be had: ${String(error)}`);
  }
  return koffi;
}

function emptyFunction(): Uint8Array {
  const assembler = new Assembler();
  assembler.ret();
  return assembler.finish();
}
