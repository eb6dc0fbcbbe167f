/** What the browser test runs in Node, in a page and in a worker of a page: the same modules, with the same seed. */

import { createWasmDevice } from "./backends/cpu/wasm/device.ts";
import { WasmEngine } from "./backends/cpu/wasm/engine.ts";
import { buffer, launch, phase, program } from "./backends/cpu/wasm/one-kernel.test.fixture.ts";
import type { ThreadPlatform } from "./backends/cpu/wasm/thread-pool.ts";
import { losses, nn, optim } from "./browser.ts";
import { affine, KernelBuilder } from "./compiler/lowered/builder.ts";
import type { Kernel } from "./compiler/lowered/program.ts";
import { useDevice } from "./runtime/device-registry.ts";
import { compile, manualSeed, rand, type Tensor } from "./tensor/index.ts";

/** What a browser tells the test. */
export interface BrowserResult {
  readonly isolated: boolean;
  readonly threads: number;
  /** Runs of training on more than one thread. */
  readonly sharedRuns: number;
  readonly weights: string;
  readonly failures: readonly string[];
}

/** Trains a small network for 50 steps and gives the bits of its weights, in hexadecimal. */
export async function trainedWeights(): Promise<string> {
  manualSeed(7);
  const model = new nn.Sequential([
    new nn.Linear(32, 128),
    new nn.Tanh(),
    new nn.Dropout(0.1),
    new nn.Linear(128, 8),
  ]);
  const optimizer = new optim.AdamW(model.parameters(), { lr: 0.01 });
  const step = compile((inputs: Tensor, targets: Tensor) => {
    optimizer.zeroGrad();
    const loss = losses.mse(model.forward(inputs), targets);
    loss.backward();
    optimizer.step();
    return loss;
  });
  const inputs = rand([256, 32]);
  const targets = inputs.matmul(rand([32, 8])).tanh();
  for (let i = 0; i < 50; i++) step(inputs, targets);
  const words: string[] = [];
  for (const parameter of model.parameters()) {
    const data = await parameter.data();
    for (const bits of new Uint32Array(data.buffer, data.byteOffset, data.length))
      words.push(bits.toString(16));
  }
  return words.join(" ");
}

/** Trains on a device of that platform, counts what ran on several threads, and lets threads fail. */
export async function runInBrowser(platform: ThreadPlatform): Promise<BrowserResult> {
  let sharedRuns = 0;
  let threadsReady = (): number => 1;
  const counting: ThreadPlatform = {
    ...platform,
    createPool(memory, threads) {
      const pool = platform.createPool(memory, threads);
      threadsReady = () => pool.available();
      const run: typeof pool.run = (...words) => {
        sharedRuns++;
        pool.run(...words);
      };
      return {
        run,
        available: () => pool.available(),
        waitUntilReady: (milliseconds) => pool.waitUntilReady(milliseconds),
        release: (released) => pool.release(released),
        close: () => pool.close(),
      };
    },
  };
  const device = createWasmDevice({ platform: counting, threads: 3, leastSharedWork: 0 });
  while (threadsReady() < device.threads) await new Promise((resolve) => setTimeout(resolve, 10));
  useDevice(device);
  const weights = await trainedWeights();
  return {
    isolated: globalThis.crossOriginIsolated,
    threads: device.threads,
    sharedRuns,
    weights,
    failures: await failures(platform),
  };
}

/** 64 chunks that write 3, or where `stride` is large, reach out of memory from some chunk on. */
function fill(stride: number): Kernel {
  const builder = new KernelBuilder(4);
  const y = builder.parameter("y", "float32", "write");
  const offset = affine(0, [builder.gridVariable("chunk", 64), stride]);
  builder.store({ parameter: y, offset, laneStride: 1 }, builder.constant("float32", 3));
  return builder.finish("fill");
}

/** The messages of runs that trap, and after each what a good run gives. */
async function failures(platform: ThreadPlatform): Promise<string[]> {
  const engine = new WasmEngine({ platform, threads: 3 });
  while (engine.waitForThreads(0) < engine.threads) await new Promise((resolve) => setTimeout(resolve, 10));
  const [bad, good] = [2 ** 24, 4].map((stride) =>
    engine.load(program([buffer("y", "float32", 256, "output")], [phase(launch(fill(stride), 0))])),
  );
  const told: string[] = [];
  for (let i = 0; i < 20; i++) {
    const y = new Float32Array(256);
    try {
      bad!.run([y]);
    } catch (error) {
      told.push((error as Error).message);
    }
    good!.run([y]);
    told.push(y.every((value) => value === 3) ? "filled" : "wrong");
    if (i === 10) engine.allocate(8 << 20);
  }
  engine.close();
  return told;
}
