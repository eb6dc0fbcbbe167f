// An LSTM on sequences: bits come in one at a time, and the network says whether their number is odd so far.
//
//   node examples/sequence-lstm.mjs
import { compile, losses, manualSeed, nn, noGrad, optim, rand, tensor } from "tensorloom";

class Parity extends nn.Module {
  lstm = new nn.LSTM(1, 32, { batchFirst: true });
  output = new nn.Linear(32, 1);

  forward(bits) {
    const { output } = this.lstm.forward(bits); // [batch, time, 32]
    return this.output.forward(output); // [batch, time, 1]: above 0 means odd
  }
}

manualSeed(3);
const model = new Parity();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const step = compile((bits) => {
  const odd = bits.cumsum({ axis: 1 }).mod(2);
  optimizer.zeroGrad();
  const loss = losses.binaryCrossEntropyWithLogits(model.forward(bits), odd);
  loss.backward();
  optimizer.step();
  return loss;
});

// Sixteen bits at a time, drawn anew each step.
let last = 1;
for (let i = 1; i <= 2000 && last > 0.01; i++) {
  last = step(rand([64, 16, 1]).round()).item();
}
console.log(`the loss is ${last > 0.01 ? "above" : "below"} 0.01`);

// Longer than any sequence that it has seen.
const bits = [1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0];
const answers = noGrad(() =>
  model
    .forward(tensor(bits, { shape: [1, bits.length, 1] }))
    .sigmoid()
    .round(),
);
console.log(`bits: ${bits.join(" ")}`);
console.log(`odd:  ${Array.from(answers.dataSync()).join(" ")}`);
let count = 0;
const right = bits.every((bit, i) => answers.dataSync()[i] === (count += bit) % 2);
console.log(right ? "all right" : "not all right");
if (!right) throw new Error("The LSTM did not learn to count.");
