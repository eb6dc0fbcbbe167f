import { Random } from "../base/random.ts";
import { deriveSeed } from "./derive-seed.ts";

/** The random numbers of one example of a batch, which depend on those of the batch and on its row only. */
export function exampleRandom(ofBatch: Random | undefined, row: number): Random {
  return new Random(deriveSeed(ofBatch?.seed ?? 0, "example", row));
}
