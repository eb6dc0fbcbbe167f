import { requireKind } from "../../base/argument-kinds.ts";
import { callModule, type ModuleCall, moduleCallOf, setModuleCall } from "../../base/module-call.ts";
import type { Random } from "../../base/random.ts";
import type { ImageSample } from "../image.ts";
import type { ImageTransform } from "../image-transform.ts";
import { compose } from "./compose.ts";
import { requireProbability } from "./option-checks.ts";

/**
 * All of these transforms, or with probability 1 − p none of them.
 *
 * Throws: RangeError if `p` is no probability.
 * Source: torchvision, `transforms.v2.RandomApply`.
 *
 * @example
 * const sometimesBlurred = randomApply([gaussianBlur(5)], { p: 0.2 });
 */
export function randomApply(
  transforms: readonly ImageTransform[],
  options: { p?: number } = {},
): ImageTransform {
  requireKind("array", "call randomApply", { transforms });
  const { p = 0.5 } = options;
  requireProbability("apply transforms", p);
  const all = compose(transforms);
  const applied = (sample: ImageSample, random: Random): ImageSample =>
    random.uniform() < p ? all(sample, random) : sample;
  setModuleCall(applied, () => {
    const calls = transforms.map((transform) => moduleCallOf(transform, "transform"));
    return { module: import.meta.url, name: "randomApplyCalls", args: [calls, options] };
  });
  return applied;
}

/** `randomApply` of what these calls make: what a worker calls. */
export async function randomApplyCalls(
  calls: readonly ModuleCall[],
  options: { p?: number },
): Promise<ImageTransform> {
  return randomApply(await Promise.all(calls.map((call) => callModule<ImageTransform>(call))), options);
}
