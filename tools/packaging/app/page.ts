import { train } from "./train.ts";

const weights = await train("wasm");
Object.assign(globalThis, { answer: { weights, isolated: crossOriginIsolated } });
