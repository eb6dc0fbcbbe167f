import { type DeviceOptions, deviceNames, setDevice, useDefaultDevice } from "../tensor/index.ts";
import { unknownName } from "./nearest-name.ts";

/**
 * Uses the device that was asked for, or else the default one.
 *
 * Throws: UsageError if there is no device of that name; Error with the device's reason if it cannot be used.
 */
export async function chooseDevice(options: { device?: string; threads?: number }): Promise<void> {
  const names = deviceNames();
  const name = options.device;
  const settings: DeviceOptions = options.threads === undefined ? {} : { threads: options.threads };
  if (name === undefined) {
    useDefaultDevice(settings);
    return;
  }
  if (!names.includes(name)) {
    throw unknownName("--device", name, names);
  }
  await setDevice(name, settings);
}
