import { availableParallelism, cpus, totalmem } from "node:os";
import type { Command } from "commander";
import { loadKoffi } from "../backends/cpu/native/koffi.ts";
import { cpuFeatures } from "../backends/cpu/x64/cpu-features.ts";
import { cacheFolder } from "../data/index.ts";
import { packageVersion } from "../recipes/index.ts";
import {
  compile,
  deviceNames,
  deviceReason,
  getDevice,
  setDevice,
  type Tensor,
  tensor,
  useDefaultDevice,
} from "../tensor/index.ts";
import { wasmPeak } from "./bench/limits.ts";
import { nativePeak } from "./bench/native-peak.ts";
import { examples } from "./examples.ts";
import { paintFor, type Terminal } from "./terminal.ts";

/** One thing that was looked at. */
interface Finding {
  readonly name: string;
  /** `undefined` for something that is neither good nor bad. */
  readonly ok: boolean | undefined;
  readonly text: string;
  /** The figures in the text. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** Adds `loom doctor`. */
export function addDoctorCommand(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("doctor")
    .description("tell what this computer can run, how fast, and why not")
    .option("--json", "print the findings as a JSON object", false)
    .addHelpText("after", examples("loom doctor", "loom doctor --json"))
    .action(async (options: { readonly json: boolean }) => {
      const paint = paintFor(terminal.stdout, terminal.environment);
      const findings: Finding[] = [];
      const tell = (finding: Finding): void => {
        findings.push(finding);
        if (options.json) return;
        const mark =
          finding.ok === undefined ? paint.dim("·") : finding.ok ? paint.green("✓") : paint.red("✗");
        terminal.stdout.write(`${mark} ${finding.name.padEnd(16)} ${finding.text}\n`);
      };
      tell({ name: "tensorloom", ok: undefined, text: packageVersion() });
      const major = Number(process.versions.node.split(".")[0]);
      tell({
        name: "node",
        ok: major >= 20,
        text: `${process.version}${major >= 20 ? "" : ": expected 20 or newer"}`,
      });
      const processor = cpus()[0]?.model.trim() ?? "unknown";
      const memory = `${Math.round(totalmem() / 2 ** 30)} GiB of memory`;
      tell({
        name: "computer",
        ok: undefined,
        text: `${processor}, ${availableParallelism()} cores, ${memory}`,
      });
      tell(await koffiFinding());
      tell(featuresFinding());
      tell(defaultFinding());
      for (const name of deviceNames()) tell(await deviceFinding(name));
      tell({ name: "data", ok: undefined, text: cacheFolder(terminal.environment) });
      const works = findings.some(({ name, ok }) => name.startsWith("device ") && ok === true);
      if (options.json)
        terminal.stdout.write(`${JSON.stringify({ event: "result", ok: works, findings })}\n`);
      exit(works ? 0 : 1);
    });
}

/** The prebuilt package that the native device calls machine code through. */
async function koffiFinding(): Promise<Finding> {
  const name = "koffi";
  try {
    // Named by a variable: the package is optional, and its types are not needed.
    const packageName = "koffi";
    const { version } = ((await import(packageName)) as { default: { version?: string } }).default;
    return { name, ok: true, text: `${version ?? "installed"} (for machine code)` };
  } catch (error) {
    return { name, ok: undefined, text: `not to be had, so no machine code: ${reasonOf(error)}` };
  }
}

/** What the processor can do, as far as machine code asks. */
function featuresFinding(): Finding {
  const name = "processor";
  const koffi = loadKoffi();
  if (process.arch === "arm64" && koffi !== undefined) return { name, ok: true, text: "NEON" };
  if (process.arch !== "x64" || koffi === undefined) {
    return { name, ok: undefined, text: `${process.arch}; its vectors are used through WebAssembly` };
  }
  try {
    const { avx2, fma, avx512 } = cpuFeatures(koffi);
    const has = (there: boolean, what: string): string => `${there ? "" : "no "}${what}`;
    return {
      name,
      ok: avx2 && fma ? true : undefined,
      text: [has(avx512, "AVX-512"), has(avx2, "AVX2"), has(fma, "FMA")].join(", "),
    };
  } catch (error) {
    return { name, ok: undefined, text: reasonOf(error) };
  }
}

/** What programs run on where no device is named, and why. */
function defaultFinding(): Finding {
  try {
    useDefaultDevice();
    const { name, threads, instructions } = getDevice();
    const how = instructions === undefined ? "" : ` (${instructions})`;
    return {
      name: "default device",
      ok: true,
      text: `${name}${how} on ${counted(threads)}: ${deviceReason()}, of ${deviceNames().join(", ")}`,
    };
  } catch (error) {
    return { name: "default device", ok: false, text: reasonOf(error) };
  }
}

/** How fast a product of matrices is, and what share that is of the multiply-adds that one core can do. */
async function deviceFinding(device: string): Promise<Finding> {
  const name = `device ${device}`;
  try {
    if (device === "reference") {
      await setDevice(device);
      const gflops = await productGflops(64);
      return {
        name,
        ok: true,
        text: `${gflops.toPrecision(2)} GFLOPS in a 64³ product; slow, and exact`,
        figures: { gflops },
      };
    }
    await setDevice(device, { threads: 1 });
    const one = await productGflops(1024);
    const peak = device === "native" ? nativePeak() : wasmPeak();
    const share = one / peak;
    const figures = { gflops: one, peak, share };
    const text =
      `${one.toFixed(0)} GFLOPS in a 1024³ product on one thread, ${(100 * share).toFixed(0)} % of the ` +
      `${peak.toFixed(0)} that its multiply-adds reach at best`;
    const threads = availableParallelism();
    if (threads === 1) return { name, ok: true, text, figures };
    await setDevice(device, { threads });
    const all = await productGflops(1024);
    return {
      name,
      ok: true,
      text: `${text}; ${all.toFixed(0)} on ${counted(threads)}`,
      figures: { ...figures, threads, gflopsOnAll: all },
    };
  } catch (error) {
    return { name, ok: false, text: reasonOf(error) };
  }
}

/** The best of a few products of square float32 matrices, in 10⁹ operations a second. */
async function productGflops(size: number): Promise<number> {
  const values = Float32Array.from({ length: size * size }, (_, i) => ((i * 37) % 17) - 8);
  const a = tensor(values, { shape: [size, size] });
  const product = compile((x: Tensor, y: Tensor) => [x.matmul(y)]);
  let best = Number.POSITIVE_INFINITY;
  const began = performance.now();
  for (let i = 0; i < 40 && (i < 3 || performance.now() - began < 700); i++) {
    const before = performance.now();
    await product(a, a)[0]!.data();
    best = Math.min(best, performance.now() - before);
  }
  return (2 * size ** 3) / (best * 1e6);
}

function counted(threads: number): string {
  return `${threads} ${threads === 1 ? "thread" : "threads"}`;
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}
