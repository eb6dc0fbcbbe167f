import { requireKind } from "../base/argument-kinds.ts";
import {
  encodeSafetensors,
  type StoredTensors,
  storedTensors,
  type TensorToStore,
  tensorsOf,
} from "../io/index.ts";
import type { Module, StateDict } from "../nn/index.ts";
import type { Optimizer, Schedule } from "../optim/index.ts";
import { defaultGenerator, type Tensor } from "../tensor/index.ts";
import type { BestState, BestWeights } from "./best-weights.ts";
import type { Metrics } from "./events.ts";
import type { MeansState } from "./running-means.ts";

/** How far training has come. With weights, optimizer and generator, all that its next step depends on. */
export interface Progress {
  /** Steps made. */
  readonly step: number;
  /** Epochs completed. */
  readonly epochs: number;
  /** Batches made in the epoch at hand. */
  readonly batches: number;
  /** Time spent. */
  readonly seconds: number;
  /** The means over the epoch at hand. */
  readonly means: MeansState;
  /** Those of the last epoch that was completed. */
  readonly metrics: Metrics;
}

/** What is trained. */
export interface Trained {
  readonly model: Module;
  readonly optimizers: readonly Optimizer[];
  readonly schedule?: Schedule | undefined;
  readonly best?: BestWeights | undefined;
}

/** Another format of checkpoints has another number. */
const format = "tensorloom checkpoint 3";

/**
 * All that training depends on as the bytes of a safetensors file: the model's tensors (`model.…`), the optimizers'
 * (`optimizer0.…`) and those of the best epoch (`best.…`), and in the metadata the progress, the learning rates, the schedule's position and the default
 * generator; notes besides.
 */
export async function encodeCheckpoint(
  trained: Trained,
  progress: Progress,
  notes: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  requireKind("object", "call encodeCheckpoint", { trained, progress });
  const { model, optimizers, schedule, best } = trained;
  requireKind("object", "call encodeCheckpoint", { model });
  requireKind("array", "call encodeCheckpoint", { optimizers });
  const entries: [string, TensorToStore][] = [];
  for (const [part, state] of [
    ["model", model.stateDict()],
    ...optimizers.map((optimizer, i) => [`optimizer${i}`, optimizer.stateDict()] as const),
    ["best", best?.weights ?? {}],
  ] as const) {
    for (const [name, stored] of await storedTensors(state)) entries.push([`${part}.${name}`, stored]);
  }
  const { seed, offset } = defaultGenerator;
  return encodeSafetensors(entries, {
    ...notes,
    format,
    progress: JSON.stringify(progress),
    learningRates: JSON.stringify(optimizers.map(ratesOf)),
    schedule: JSON.stringify(schedule?.position ?? 0),
    generator: JSON.stringify([seed, offset]),
    ...(best?.state && { best: JSON.stringify(best.state) }),
  });
}

/**
 * Puts everything back as it was when the checkpoint was made, and returns how far training had come.
 *
 * Throws: RangeError if it is no checkpoint of this version, or of another model or optimizer.
 */
export function restoreCheckpoint(trained: Trained, options: StoredTensors): Progress {
  requireKind("object", "call restoreCheckpoint", { trained });
  requireKind("options", "call restoreCheckpoint", { options });
  const { tensors, metadata } = options;
  requireKind("object", "call restoreCheckpoint", { tensors, metadata });
  const { model, optimizers, schedule, best } = trained;
  if (metadata.get("format") !== format) {
    throw new RangeError(
      `Cannot go on from a file of the format ${JSON.stringify(metadata.get("format"))}: expected "${format}". Begin a new run, or use the version of tensorloom that wrote it.`,
    );
  }
  const all = tensorsOf(tensors);
  const part = (prefix: string): StateDict =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]): [string, Tensor] => [name.slice(prefix.length), value]),
    );
  const read = <T>(name: string): T => JSON.parse(metadata.get(name)!) as T;
  model.loadStateDict(part("model."));
  const rates = read<number[][]>("learningRates");
  if (rates.length !== optimizers.length) {
    throw new RangeError(
      `Cannot go on with ${optimizers.length} optimizers: expected ${rates.length}, with which the training was begun. Use the same ones.`,
    );
  }
  for (const [i, optimizer] of optimizers.entries()) {
    optimizer.loadStateDict(part(`optimizer${i}.`));
    setRates(optimizer, rates[i]!);
  }
  if (schedule !== undefined) schedule.position = read<number>("schedule");
  if (best !== undefined && metadata.has("best")) {
    best.state = read<BestState>("best");
    best.weights = part("best.");
  }
  [defaultGenerator.seed, defaultGenerator.offset] = read<[number, number]>("generator");
  return read<Progress>("progress");
}

/** The optimizer's own learning rate, then those of its groups. */
function ratesOf(optimizer: Optimizer): number[] {
  return [optimizer.lr, ...optimizer.groups.map(({ lr }) => lr)];
}

function setRates(optimizer: Optimizer, [own, ...groups]: readonly number[]): void {
  optimizer.lr = own!;
  optimizer.groups.forEach((group, i) => {
    group.lr = groups[i]!;
  });
}
