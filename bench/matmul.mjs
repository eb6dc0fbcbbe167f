// One float32 matrix product on one WebAssembly thread, against others: see README.md.
//
//   node matmul.mjs [--rounds 30] [--shapes 1024x1024x1024,64x784x256] [--only tfjs-wasm] [--json]
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { jaxjs, tensorloom, tfjs } from "./contestants.mjs";
import { peakLoops } from "./peak.mjs";
import { quartiles } from "./quartiles.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "30" },
    shapes: { type: "string", default: "1024x1024x1024,1001x1001x1001,512x512x512,64x784x256,256x64x784" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const shapes = options.shapes.split(",").map((shape) => shape.split("x").map(Number));
/** A turn shorter than this is repeated, so that the clock and the change of contestant weigh little. */
const turn = 4;

const contestants = [await tensorloom()];
for (const start of [tfjs, jaxjs]) {
  try {
    const contestant = await start();
    if (options.only === undefined || options.only === contestant.name) contestants.push(contestant);
  } catch (error) {
    console.error(`${start.name} does not run here and is left out: ${error.message}`);
  }
}
const loops = peakLoops();
for (let i = 0; i < 50; i++) for (const loop of loops) loop.run();
await pause(300);

const results = [];
const processor = cpus()[0].model;
if (!options.json) {
  console.log(`Node ${process.version}, ${processor}, one thread, ${rounds} rounds; median [quartiles]\n`);
}
for (const [m, k, n] of shapes) {
  const result = await compare(m, k, n);
  results.push(result);
  if (!options.json) print(result);
}
if (options.json) {
  console.log(JSON.stringify({ benchmark: "matmul", node: process.version, processor, rounds, results }));
}
process.exit();

async function compare(m, k, n) {
  // Small integers: every product is exact, so all must give the same bits.
  const a = Float32Array.from({ length: m * k }, (_, i) => ((i * 7) % 11) - 5);
  const b = Float32Array.from({ length: k * n }, (_, i) => ((i * 5) % 13) - 6);
  const flops = 2 * m * k * n;
  const entries = contestants.map(({ name, prepare }) => ({ name, ...prepare(m, k, n, a, b), times: [] }));
  const expected = entries[0].run();
  for (const { name, run } of entries) {
    if (!sameNumbers(run(), expected))
      throw new Error(`${name} differs from ${entries[0].name} at ${m}×${k}×${n}.`);
  }
  // V8 compiles better code in the background once it has seen calls.
  for (const { run } of entries) {
    const until = performance.now() + 300;
    for (let i = 0; i < 3 || (performance.now() < until && i < 200); i++) run();
    await pause(100);
  }
  for (const entry of entries) entry.repeats = Math.max(1, Math.round(turn / best(entry.run)));
  const peaks = [];
  for (let round = 0; round < rounds; round++) {
    peaks.push(Math.max(...loops.map((loop) => loop.flops / best(loop.run) / 1e6)));
    // Each round begins with another contestant, so that none always follows the same one.
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[(round + i) % entries.length];
      const begun = performance.now();
      for (let repeat = 0; repeat < entry.repeats; repeat++) entry.run();
      entry.times.push((performance.now() - begun) / entry.repeats);
    }
    await pause(0);
  }
  const [ours, ...others] = entries;
  for (const { close } of entries) close();
  return {
    shape: [m, k, n],
    peak: quartiles(peaks),
    ofPeak: quartiles(ours.times.map((ms, i) => flops / ms / 1e6 / peaks[i])),
    // What both did when least disturbed: on a busy machine nearer to the truth than medians.
    bestOfPeak: flops / Math.min(...ours.times) / 1e6 / Math.max(...peaks),
    contestants: entries.map(({ name, times }) => ({
      name,
      best: Math.min(...times),
      milliseconds: quartiles(times),
      gflops: quartiles(times.map((ms) => flops / ms / 1e6)),
    })),
    timesAsFastAs: Object.fromEntries(
      others.map(({ name, times }) => [name, quartiles(times.map((ms, i) => ms / ours.times[i]))]),
    ),
  };
}

/** The fastest of three calls, in milliseconds. */
function best(run) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const begun = performance.now();
    run();
    least = Math.min(least, performance.now() - begun);
  }
  return least;
}

function sameNumbers(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function print({ shape, peak, ofPeak, bestOfPeak, contestants: all, timesAsFastAs }) {
  console.log(`${shape.join(" × ")}   multiply+add peak ${range(peak, 1)} GFLOPS`);
  for (const { name, milliseconds, gflops } of all) {
    const ratio = timesAsFastAs[name];
    const compared = ratio
      ? `ours is ${range(ratio, 2)} times as fast`
      : `${range(ofPeak, 2)} of the peak, ${bestOfPeak.toFixed(2)} at best`;
    const speed = `${milliseconds.median.toFixed(3).padStart(9)} ms ${range(gflops, 1).padStart(20)} GFLOPS`;
    console.log(`  ${name.padEnd(11)}${speed}   ${compared}`);
  }
  console.log();
}

function range({ low, median, high }, digits) {
  return `${median.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}
