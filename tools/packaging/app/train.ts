import { compile, losses, manualSeed, nn, optim, rand, setDevice, type Tensor } from "tensorloom";
import { Tanh } from "tensorloom/nn";

/** Trains a small network for 50 steps on two threads of a device and gives a digest of the bits of its weights. */
export async function train(device: string): Promise<string> {
  await setDevice(device, { threads: 2 });
  manualSeed(7);
  const model = new nn.Sequential([
    new nn.Linear(32, 128),
    new Tanh(),
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

  let digest = 2166136261; // FNV-1a over the words
  for (const parameter of model.parameters()) {
    const data = await parameter.data();
    for (const word of new Uint32Array(data.buffer, data.byteOffset, data.length)) {
      digest = Math.imul(digest ^ word, 16777619) >>> 0;
    }
  }
  return digest.toString(16);
}
