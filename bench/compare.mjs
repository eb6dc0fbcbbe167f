// Tensorloom beside others: see README.md.
//
//   node compare.mjs [--only product,mlp] [--against jax-js,PyTorch] [--device wasm] [--seconds 3] [--json]
import { compareCommand } from "./command.mjs";
import { workloads } from "./workloads.mjs";

await compareCommand(workloads);
