/** Which devices there are, and which one is in use. */

import type { Device } from "./device.ts";

/** What a device is made with. */
export interface DeviceOptions {
  /** Worker threads to use; the default is the device's choice. */
  readonly threads?: number;
}

/** A device cannot be used here; the message is the reason, without a name or a full stop. */
export class DeviceUnavailableError extends Error {
  override readonly name = "DeviceUnavailableError";
}

/** Makes a device; a promise where it has to load something first. */
export type DeviceFactory = (options: DeviceOptions) => Device | Promise<Device>;

const factories = new Map<string, DeviceFactory>();
const movers: ((from: Device, to: Device) => void)[] = [];
let current: Device | undefined;

/**
 * Makes a device known by name. The first registered one whose factory is synchronous is the default.
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
 * The device in use. The first call makes the default one.
 *
 * Throws: Error if no device is registered, or the default one can only be made by `await setDevice(name)`.
 */
export function getDevice(): Device {
  if (current !== undefined) return current;
  const first = factories.entries().next().value;
  if (first === undefined) {
    throw new Error('Cannot run a program without a device. Import "tensorloom", or call registerDevice.');
  }
  const [name, factory] = first;
  const device = factory({});
  if (device instanceof Promise) {
    void device.then((late) => late.close());
    throw new Error(
      `Cannot start the device "${name}" at once: it has to load first. Call \`await setDevice("${name}")\` before.`,
    );
  }
  current = device;
  return current;
}

/**
 * Uses another device from now on. Parameters, buffers and optimizer state move there; data read before stays.
 * The call returns a promise only where the device has to load something.
 *
 * Throws: RangeError if no device of that name is registered.
 */
export function setDevice(name: string, options: DeviceOptions = {}): Promise<void> | void {
  const factory = factories.get(name);
  if (factory === undefined) {
    const names = deviceNames().map((known) => `"${known}"`);
    throw new RangeError(`Cannot use the device "${name}": expected one of ${names.join(", ") || "none"}.`);
  }
  const device = factory(options);
  if (device instanceof Promise) return device.then(useDevice);
  useDevice(device);
}

/** Uses a device that was made by hand, as `setDevice` does with one made by name. */
export function useDevice(device: Device): void {
  const previous = current;
  if (previous === device) return;
  if (previous !== undefined) for (const move of movers) move(previous, device);
  current = device;
  previous?.close();
}
