// Trains a small network with this Node and with the newest one that npm's package `node` brings (about 200 MB, into a
// temporary folder): the weights must be the same, bit for bit. `node tools/newest-node.mjs [path of another node]`.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const training = fileURLToPath(new URL("small-training.mjs", import.meta.url));
const door = new URL("../dist/index.js", import.meta.url).href;

/** The digest and the version of a Node. */
function trainWith(node) {
  const options = { encoding: "utf8" };
  const version = execFileSync(node, ["--version"], options).trim();
  return { version, digest: execFileSync(node, [training, door, "wasm"], options).trim() };
}

const folder = mkdtempSync(join(tmpdir(), "newest-node-"));
try {
  let other = process.argv[2];
  if (other === undefined) {
    execFileSync("npm", [
      "install",
      "--silent",
      "--no-audit",
      "--no-fund",
      "--prefix",
      folder,
      "node@latest",
    ]);
    other = join(folder, "node_modules", ".bin", "node");
  }
  const [here, there] = [process.execPath, other].map(trainWith);
  if (here.digest !== there.digest) {
    console.error(`newest node: ${there.version} trains to other bits than ${here.version}`);
    process.exitCode = 1;
  } else {
    console.log(`newest node: ${there.version} trains to the bits of ${here.version}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
