import { workerData } from "node:worker_threads";
import { prepareMemory, prepareNativePeak, preparePeak } from "./limits.ts";
import { serve } from "./serve.ts";

const { kind, machineCode } = workerData as { kind: string; machineCode: boolean };
serve(kind === "memory" ? prepareMemory : machineCode ? prepareNativePeak : preparePeak);
