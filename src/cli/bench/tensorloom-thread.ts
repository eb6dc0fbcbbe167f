import { workerData } from "node:worker_threads";
import { setDevice } from "../../tensor/index.ts";
import { registerDevices } from "../devices.ts";
import { serve } from "./serve.ts";
import { prepareTensorloom } from "./tensorloom.ts";

const { device, threads } = workerData as { device: string; threads: number };
registerDevices();
await setDevice(device, { threads });
serve(prepareTensorloom);
