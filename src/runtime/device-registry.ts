/** Which devices there are, and which one is in use. */

import type { Device } from "./device.ts";
import { tellOfOtherCopy } from "./one-copy.ts";

/** What a device is made with. */
export interface DeviceOptions {
  /** Worker threads to use; the default is the device's choice. */
  readonly threads?: number;
}

/** A device cannot be used here; the message is the reason, without a name or a full stop. */
export class DeviceUnavailableError extends Error {
  override readonly name = "DeviceUnavailableError";
}

/**
 * Makes a device; a promise where it has to load something first. Throws DeviceUnavailableError where it cannot be
 * used.
 */
export type DeviceFactory = (options: DeviceOptions) => Device | Promise<Device>;

tellOfOtherCopy(import.meta.url);

const factories = new Map<string, DeviceFactory>();
const movers: ((from: Device, to: Device) => void)[] = [];
let current: Device | undefined;
let reason = "none is in use yet";

/**
 * Makes a device known by name. The first registered one that can be used is the default; its factory is synchronous.
 * Registering a name again replaces it.
 */
export function registerDevice(name: string, factory: DeviceFactory): void {
  factories.set(name, factory);
}

/** The names that `setDevice` takes, in the order of their registration. */
export function deviceNames(): string[] {
  return [...factories.keys()];
}

/** Calls `move` whenever the device in use changes, before the old one is closed. */
export function onDeviceChange(move: (from: Device, to: Device) => void): void {
  movers.push(move);
}

/** Whether a device is in use; before the first program none is, unless it was set. */
export function hasDevice(): boolean {
  return current !== undefined;
}

/**
 * The device in use. The first call makes the default one, as `useDefaultDevice` does.
 *
 * Throws: Error if no device is registered, or the default one can only be made by `await setDevice(name)`.
 */
export function getDevice(): Device {
  if (current === undefined) useDefaultDevice();
  return current!;
}

/** Why the device in use is the one it is, in words. */
export function deviceReason(): string {
  return reason;
}

/**
 * Uses the first registered device that can be used here. Where an earlier one cannot, one line on standard error
 * tells why.
 *
 * Throws: Error as `getDevice` does.
 */
export function useDefaultDevice(options: DeviceOptions = {}): void {
  const passed: string[] = [];
  for (const [name, factory] of factories) {
    try {
      useMade(name, factory(options));
    } catch (error) {
      if (!(error instanceof DeviceUnavailableError)) throw error;
      passed.push(`"${name}" cannot be used here: ${error.message}`);
      continue;
    }
    reason = ["the default", ...passed].join("; ");
    if (passed.length > 0) console.warn(`Using the device "${name}"; ${passed.join("; ")}.`);
    return;
  }
  throw new Error(
    `Cannot run a program without a device${passed.map((each) => `; ${each}`).join("")}. Import "tensorloom", or ` +
      "call registerDevice.",
  );
}

function useMade(name: string, device: Device | Promise<Device>): void {
  if (device instanceof Promise) {
    void device.then((late) => late.close());
    throw new Error(
      `Cannot start the device "${name}" at once: it has to load first. Call \`await setDevice("${name}")\` before.`,
    );
  }
  useDevice(device);
}

/**
 * Uses another device from now on. Parameters, buffers and optimizer state move there; data read before stays.
 * The call returns a promise only where the device has to load something.
 *
 * Throws: RangeError if no device of that name is registered; Error with the reason if it cannot be used here.
 */
export function setDevice(name: string, options: DeviceOptions = {}): Promise<void> | void {
  const factory = factories.get(name);
  if (factory === undefined) {
    const names = deviceNames().map((known) => `"${known}"`);
    throw new RangeError(`Cannot use the device "${name}": expected one of ${names.join(", ") || "none"}.`);
  }
  const device = make(name, factory, options);
  if (device instanceof Promise) return device.then(useDevice);
  useDevice(device);
}

function make(name: string, factory: DeviceFactory, options: DeviceOptions): Device | Promise<Device> {
  try {
    return factory(options);
  } catch (error) {
    if (!(error instanceof DeviceUnavailableError)) throw error;
    throw new Error(`Cannot use the device "${name}" here: ${error.message}.`);
  }
}

/** Uses a device that was made by hand, as `setDevice` does with one made by name. */
export function useDevice(device: Device): void {
  const previous = current;
  if (previous === device) return;
  if (previous !== undefined) for (const move of movers) move(previous, device);
  current = device;
  reason = "asked for";
  previous?.close();
}
