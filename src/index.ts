/** Tensorloom: deep learning for TypeScript. */

import { createReferenceDevice } from "./backends/reference/device.ts";
import { registerDevice } from "./runtime/device-registry.ts";

export * from "./tensor/index.ts";

registerDevice("reference", createReferenceDevice);
