import { setModuleCall } from "../base/module-call.ts";
import type { Random } from "../base/random.ts";
import type { ImageSample } from "./image.ts";

/** Changes an example, with random numbers of its own; places in the picture move along with it. */
export type ImageTransform = (sample: ImageSample, random: Random) => ImageSample;

/** Changes every example alike: what prepares pictures for a trained model, too. */
export type FixedImageTransform = (sample: ImageSample) => ImageSample;

/** The transform, known by the call of `name` in `module` that makes it anew in a worker. */
export function transformOf<Made extends ImageTransform>(
  [module, name, ...args]: readonly [module: string, name: string, ...args: unknown[]],
  transform: Made,
): Made {
  setModuleCall(transform, () => ({ module, name, args }));
  return transform;
}
