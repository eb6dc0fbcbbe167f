import { callModule, type ModuleCall, moduleCallOf, setModuleCall } from "../base/module-call.ts";
import { Random } from "../base/random.ts";
import { deriveSeed } from "./derive-seed.ts";
import type { Transform } from "./transform.ts";

/**
 * Transforms of batches one after the other, each with random numbers of its own.
 *
 * @example
 * const transform = composeTransforms([
 *   transformImages(image.randomHorizontalFlip()),
 *   cutMix({ numClasses: 10 }),
 * ]);
 */
export function composeTransforms(transforms: readonly Transform[]): Transform {
  const composed: Transform = (batch, random) =>
    transforms.reduce(
      (changed, transform, i) => transform(changed, new Random(deriveSeed(random.seed, "transform", i))),
      batch,
    );
  setModuleCall(composed, () => {
    const calls = transforms.map((transform) => moduleCallOf(transform, "transform"));
    return { module: import.meta.url, name: "composeTransformCalls", args: [calls] };
  });
  return composed;
}

/** What these calls make, one after the other: what a worker calls. */
export async function composeTransformCalls(calls: readonly ModuleCall[]): Promise<Transform> {
  return composeTransforms(await Promise.all(calls.map((call) => callModule<Transform>(call))));
}
