// Training steps of dense networks: see README.md. Takes what compare.mjs takes.
import { trainingWorkload } from "../dist/cli/bench/networks.js";
import { compareCommand } from "./command.mjs";

await compareCommand(new Map(["mlp-256", "mlp"].map((kind) => [kind, () => trainingWorkload(kind)])));
