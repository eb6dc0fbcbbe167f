// Matrix products of any shapes: see README.md.
//
//   node matmul.mjs [--shapes 1024x1024x1024,64x784x256] [and what compare.mjs takes]
import { product } from "../dist/cli/bench/workloads.js";
import { compareCommand } from "./command.mjs";

const at = process.argv.indexOf("--shapes");
const [, shapes] = at < 0 ? [] : process.argv.splice(at, 2);
const list = (shapes ?? "1024x1024x1024,1001x1001x1001,512x512x512,64x784x256,256x64x784").split(",");
await compareCommand(new Map(list.map((shape) => [shape, () => product(shape.split("x").map(Number))])));
