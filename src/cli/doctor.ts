import { availableParallelism, cpus, totalmem } from "node:os";
import type { Command } from "commander";
import { cacheFolder } from "../data/index.ts";
import { packageVersion } from "../recipes/index.ts";
import { compile, deviceNames, getDevice, setDevice, type Tensor, tensor } from "../tensor/index.ts";
import { examples } from "./examples.ts";
import { paintFor, type Terminal } from "./terminal.ts";

/** One thing that was looked at. */
interface Finding {
  readonly name: string;
  /** `undefined` for something that is neither good nor bad. */
  readonly ok: boolean | undefined;
  readonly text: string;
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
        terminal.stdout.write(`${mark} ${finding.name.padEnd(12)} ${finding.text}\n`);
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
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return { name, ok: undefined, text: `not to be had, so no machine code: ${reason}` };
  }
}

async function deviceFinding(name: string): Promise<Finding> {
  try {
    await setDevice(name);
    const { threads, instructions } = getDevice();
    const size = name === "reference" ? 64 : 512;
    const speed = await productGflops(size);
    const text = `${speed < 1 ? speed.toPrecision(2) : speed.toFixed(0)} GFLOPS in a ${size}³ product`;
    return {
      name: `device ${name}`,
      ok: true,
      text: `${text}, ${threads} ${threads === 1 ? "thread" : "threads"}${instructions ? `, ${instructions}` : ""}`,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return { name: `device ${name}`, ok: false, text: reason ?? "cannot be used" };
  }
}

/** The best of a few products of square float32 matrices, in 10⁹ operations a second. */
async function productGflops(size: number): Promise<number> {
  const values = Float32Array.from({ length: size * size }, (_, i) => ((i * 37) % 17) - 8);
  const a = tensor(values, { shape: [size, size] });
  const product = compile((x: Tensor, y: Tensor) => [x.matmul(y).sum()]);
  let best = Number.POSITIVE_INFINITY;
  const began = performance.now();
  for (let i = 0; i < 20 && (i < 3 || performance.now() - began < 700); i++) {
    const before = performance.now();
    await product(a, a)[0]!.data();
    best = Math.min(best, performance.now() - before);
  }
  return (2 * size ** 3) / (best * 1e6);
}
