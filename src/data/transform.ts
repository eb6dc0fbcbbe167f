import type { Random } from "../base/random.ts";
import type { HostTensor } from "./dataset.ts";

/** Changes a batch on the host, with random numbers from the loader: augmentation, normalisation. */
export type Transform = (batch: HostTensor[], random: Random) => HostTensor[];
