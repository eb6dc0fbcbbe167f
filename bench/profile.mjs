// Where the time of a training step goes, launch by launch, in machine code on one thread: see README.md.
//
//   node profile.mjs [--network gpt] [--top 20]
import { chunkCount } from "../dist/backends/cpu/driver-plan.js";
import { NativeEngine } from "../dist/backends/cpu/native/native-engine.js";
import { nativeArray } from "../dist/backends/cpu/native/native-memory.js";
import { prepareProgram } from "../dist/backends/cpu/prepare-program.js";
import { createNativeDevice } from "../dist/backends/cpu/x64/device.js";
import { nativeSupport } from "../dist/backends/cpu/x64/support.js";
import { x64Natives, x64Targets } from "../dist/backends/cpu/x64/target.js";
import { nativePeak } from "../dist/cli/bench/native-peak.js";
import { networks, trainingWorkload } from "../dist/cli/bench/networks.js";
import { prepareTensorloom } from "../dist/cli/bench/tensorloom.js";
import { useDevice } from "../dist/runtime/device-registry.js";
import { readOptions } from "./options.mjs";

const { network, top } = readOptions({
  network: { type: "string", default: "gpt", choices: Object.keys(networks) },
  top: { type: "string", default: "20", integer: true },
});

// The last program of a step is the step: those before it make what it starts from.
let graph;
const device = createNativeDevice({ threads: 1 });
const compile = (given, lasting) => {
  graph = given;
  return device.compile(given, lasting);
};
useDevice({ ...device, compile });
const { run } = await prepareTensorloom(await trainingWorkload(network));
for (let i = 0; i < 3; i++) await run();

const { koffi, sets } = nativeSupport();
const engine = new NativeEngine(koffi, x64Natives[sets[0]], 1);
const { program } = prepareProgram(graph, x64Targets[sets[0]], 1, {});
const bindings = program.buffers.map(({ role, type, length }) => {
  if (role === "temporary" || role === "constant") return undefined;
  const array = nativeArray(koffi, type, length);
  if (type === "float32") array.elements.fill(0.01);
  return array;
});

/** Milliseconds of processor time, which other work on the machine hardly lengthens. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What steps of the program take, by the least of several turns. */
function timed(steps) {
  const loaded = engine.load({ ...program, steps });
  let begun = processorTime();
  for (let i = 0; i < 3; i++) loaded.run(bindings);
  const repeats = Math.max(1, Math.ceil(6 / Math.max(0.002, processorTime() - begun)));
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 15; turn++) {
    begun = processorTime();
    for (let i = 0; i < repeats; i++) loaded.run(bindings);
    least = Math.min(least, (processorTime() - begun) / repeats);
  }
  loaded.release();
  return least;
}

/** Multiplications and additions of products. */
function flopsOf(statements) {
  let flops = 0;
  for (const statement of statements) {
    if (statement.kind === "loop") flops += statement.variable.extent * flopsOf(statement.body);
    else if (statement.operation === "fusedMultiplyAdd") flops += 2 * statement.result.lanes;
  }
  return flops;
}

// The first are dearer: V8 has yet to compile what calls the program.
const nothing = Math.min(...Array.from({ length: 5 }, () => timed([])));
const peak = nativePeak();
const rows = program.steps.flatMap((step, at) => {
  const [phases, times] = step.kind === "phase" ? [[step], 1] : [step.body, step.variable.extent];
  return phases.flatMap(({ launches }) =>
    launches.map((launch) => {
      const phase = { kind: "phase", launches: [launch] };
      const chunks = chunkCount(launch);
      return {
        name: launch.kernel.name,
        at,
        chunks,
        milliseconds: timed([step.kind === "phase" ? phase : { ...step, body: [phase] }]) - nothing,
        flops: times * chunks * flopsOf(launch.kernel.body),
      };
    }),
  );
});
const sum = (list, of) => list.reduce((total, row) => total + row[of], 0);
const products = rows.filter(({ flops }) => flops > 0);
const atPeak = sum(rows, "flops") / 1e6 / peak;
console.log(
  `${network}: ${timed(program.steps).toFixed(3)} ms; its ${rows.length} launches, each alone and warm, ` +
    `${sum(rows, "milliseconds").toFixed(3)} ms`,
);
console.log(
  `those with products ${sum(products, "milliseconds").toFixed(3)} ms, ${atPeak.toFixed(3)} ms at the peak of ` +
    `${peak.toFixed(0)} GFLOPS\n`,
);
for (const { name, at, chunks, milliseconds, flops } of rows
  .sort((a, b) => b.milliseconds - a.milliseconds)
  .slice(0, top)) {
  const share = flops > 0 ? `${((100 * flops) / 1e6 / milliseconds / peak).toFixed(0)} % of the peak` : "";
  const time = `${(1000 * milliseconds).toFixed(0)} µs`;
  console.log(`${time.padStart(10)}  ${share.padStart(16)}  step ${at}, ${chunks} chunks of ${name}`);
}
engine.close();
process.exit();
