import { workerData } from "node:worker_threads";
import { prepareMemory, preparePeak } from "./limits.ts";
import { serve } from "./serve.ts";

serve((workerData as { kind: string }).kind === "peak" ? preparePeak : prepareMemory);
