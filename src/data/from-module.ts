import { callModule, type ModuleCall, setModuleCall } from "../base/module-call.ts";

/**
 * What the default export of a module makes when it is called with `options`: a data set or a transform that
 * `DataLoader` can use in workers too, since each worker imports the module and makes its own. `options` are copied
 * into workers, so they are plain data.
 *
 * Throws: TypeError if the module's default export is no function; what the module throws.
 *
 * @example sketch
 * // augment.js: export default function augment({ noise }) { return (batch, random) => …; }
 * const transform = await data.fromModule<data.Transform>(new URL("./augment.js", import.meta.url), { noise: 0.1 });
 * const loader = new data.DataLoader(images, { batchSize: 64, shuffle: true, transform, workers: 2 });
 */
export async function fromModule<Made extends object>(
  module: URL | string,
  options?: unknown,
): Promise<Made> {
  const call: ModuleCall = { module: String(module), name: "default", args: [options] };
  const made = await callModule<Made>(call);
  setModuleCall(made, () => call);
  return made;
}
