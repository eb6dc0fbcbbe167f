// Matrix products of any shapes: see README.md.
//
//   node matmul.mjs [--shapes 1024x1024x1024,64x784x256] [and what compare.mjs takes]
import { product } from "../dist/cli/bench/workloads.js";
import { compareCommand } from "./command.mjs";
import { positive, refuse } from "./options.mjs";

const more = {
  shapes: { type: "string", default: "1024x1024x1024,1001x1001x1001,512x512x512,64x784x256,256x64x784" },
};
const at = process.argv.indexOf("--shapes");
const shapes = at < 0 ? more.shapes.default : (process.argv[at + 1] ?? "");
const list = shapes.split(",").map((shape) => {
  const sizes = shape.split("x").map((size) => positive("shapes", size, { integer: true }));
  return sizes.length === 3
    ? [shape, () => product(sizes)]
    : refuse(`expected shapes such as 64x784x256, got "${shape}"`);
});
await compareCommand(new Map(list), more);
