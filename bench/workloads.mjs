// What is compared, by name: what `loom bench` times, with either side of a product transposed.
import { namedWorkloads } from "../dist/cli/bench/named-workloads.js";
import { product } from "../dist/cli/bench/workloads.js";

const { "product-transposed": rightTransposed, ...others } = Object.fromEntries(namedWorkloads);

/** Functions that make a workload. */
export const workloads = new Map([
  ...Object.entries(others),
  ["product-left-transposed", () => product([1000, 1000, 1000], { transposeA: true })],
  ["product-right-transposed", rightTransposed],
]);
