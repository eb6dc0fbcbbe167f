// Saves models with weights, an input each, and their logits as safetensors, for tools/interop/load.py to read.
//
//   node tools/interop/save.mjs <folder>
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { noGrad, setDevice } from "../../dist/index.js";
import { encodeTensors } from "../../dist/io/index.js";
import { interopModels } from "../../dist/models/interop.testing.js";
import { saveWeights } from "../../dist/train/index.js";

const folder = process.argv[2];
if (folder === undefined) throw new Error("Say where to: node tools/interop/save.mjs <folder>");
mkdirSync(folder, { recursive: true });
await setDevice("wasm");
for (const [name, { model, input }] of Object.entries(interopModels())) {
  model.eval();
  const logits = noGrad(() => model.forward(input));
  writeFileSync(join(folder, `${name}.safetensors`), (await saveWeights(model)).bytes);
  writeFileSync(join(folder, `${name}.logits.safetensors`), await encodeTensors({ input, logits }));
}
