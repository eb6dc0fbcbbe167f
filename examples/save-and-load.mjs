// Saving and loading: a model's weights, and training that goes on where it stopped.
//
//   node examples/save-and-load.mjs
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io, losses, manualSeed, nn, ones, optim, rand } from "tensorloom";

const makeModel = () => new nn.Sequential([new nn.Linear(4, 16), new nn.Tanh(), new nn.Linear(16, 1)]);
const x = rand([32, 4]);
const y = x.sum({ axis: 1, keepDims: true });

function trainSteps(model, optimizer, steps) {
  for (let i = 0; i < steps; i++) {
    optimizer.zeroGrad();
    losses.mse(model.forward(x), y).backward();
    optimizer.step();
  }
}

manualSeed(0);
const model = makeModel();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
trainSteps(model, optimizer, 20);

// Weights have the names of fields, as in PyTorch; the file is a safetensors file, which Python reads too.
const folder = await mkdtemp(join(tmpdir(), "save-and-load-"));
const path = join(folder, "model.safetensors");
await io.saveTensors(path, model.stateDict());
await io.saveTensors(join(folder, "optimizer.safetensors"), optimizer.stateDict());
console.log(
  Object.entries(model.stateDict())
    .map(([name, { shape }]) => `${name} [${shape}]`)
    .join("\n"),
);
console.log(`${(await stat(path)).size} bytes`);

const loaded = makeModel();
loaded.loadStateDict(await io.loadTensors(path));
const probe = ones([1, 4]);
console.log(`same answer: ${loaded.forward(probe).item() === model.forward(probe).item()}`);

// With the optimizer's state too, training goes on to the same bits.
const again = new optim.Adam(loaded.parameters(), { lr: 0.01 });
again.loadStateDict(await io.loadTensors(join(folder, "optimizer.safetensors")));
trainSteps(model, optimizer, 20);
trainSteps(loaded, again, 20);
console.log(`same after 20 more steps: ${loaded.forward(probe).item() === model.forward(probe).item()}`);
await rm(folder, { recursive: true });
