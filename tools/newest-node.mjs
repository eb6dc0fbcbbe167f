// Trains a small network with this Node and with the newest one that npm's package `node` brings (about 200 MB, into a
// temporary folder): the weights must be the same, bit for bit. `node tools/newest-node.mjs [path of another node]`.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const training = "--train";

/** A digest of the weights after a few steps, eager and compiled, on one thread and on two. */
async function train() {
  const { compile, losses, manualSeed, nn, optim, randn, setDevice } = await import("../dist/index.js");
  const hash = createHash("sha256");
  for (const threads of [1, 2]) {
    setDevice("wasm", { threads });
    for (const wrap of [(step) => step, compile]) {
      manualSeed(1);
      const model = new nn.Sequential([
        new nn.Conv2d(1, 8, { kernelSize: 3, padding: 1 }),
        new nn.GELU(),
        new nn.MaxPool2d(2),
        new nn.Flatten(),
        new nn.Linear(8 * 14 * 14, 1),
      ]);
      const optimizer = new optim.Adam(model.parameters());
      const step = wrap((x, y) => {
        optimizer.zeroGrad();
        const loss = losses.mse(model.forward(x), y);
        loss.backward();
        optimizer.step();
        return loss;
      });
      for (let i = 0; i < 5; i++) step(randn([32, 1, 28, 28]), randn([32, 1])).item();
      for (const parameter of model.parameters()) hash.update(parameter.dataSync());
    }
  }
  return hash.digest("hex");
}

/** The digest and the version of another Node. */
function trainWith(node) {
  const options = { encoding: "utf8" };
  const version = execFileSync(node, ["--version"], options).trim();
  return { version, digest: execFileSync(node, [fileURLToPath(import.meta.url), training], options).trim() };
}

if (process.argv[2] === training) {
  console.log(await train());
  process.exit();
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
