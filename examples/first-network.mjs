// A first network: two layers learn XOR, which no single layer can.
//
//   node examples/first-network.mjs
import { losses, manualSeed, nn, noGrad, optim, tensor } from "tensorloom";

class Net extends nn.Module {
  hidden = new nn.Linear(2, 8);
  output = new nn.Linear(8, 1);

  forward(x) {
    const features = this.hidden.forward(x).tanh(); // [4, 8]
    return this.output.forward(features); // [4, 1]: above 0 means true
  }
}

manualSeed(1);
const net = new Net();
const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });

const inputs = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const targets = tensor([[0], [1], [1], [0]]);

for (let step = 0; step <= 200; step++) {
  const loss = losses.binaryCrossEntropyWithLogits(net.forward(inputs), targets);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 50 === 0) console.log(`step ${step}: loss ${loss.item().toFixed(4)}`);
}

const answers = await noGrad(() => net.forward(inputs).sigmoid()).data();
const pairs = ["0 xor 0", "0 xor 1", "1 xor 0", "1 xor 1"];
for (const [i, pair] of pairs.entries()) console.log(`${pair} = ${answers[i].toFixed(3)}`);
if (answers.some((answer, i) => Math.round(answer) !== [0, 1, 1, 0][i]))
  throw new Error("XOR was not learnt.");
