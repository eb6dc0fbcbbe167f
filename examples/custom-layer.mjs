// A custom layer: a gated linear unit with a skip around it, put into a Sequential like any other.
//
//   node examples/custom-layer.mjs
import { compile, losses, manualSeed, nn, optim, randn } from "tensorloom";

/** x + (x·W) ⊙ σ(x·V): what is added passes a gate that is learnt too. */
class GatedResidual extends nn.Module {
  // Fields that hold layers or parameters are found by themselves: for training, saving and printing.
  constructor(features) {
    super();
    this.value = new nn.Linear(features, features);
    this.gate = new nn.Linear(features, features);
  }

  forward(x) {
    return x.add(this.value.forward(x).mul(this.gate.forward(x).sigmoid())); // [batch, features]
  }
}

manualSeed(0);
const model = new nn.Sequential([
  new nn.Linear(2, 16),
  new GatedResidual(16),
  new GatedResidual(16),
  new nn.Linear(16, 1),
]);
console.log(nn.summary(model));

// Learn the product of two numbers.
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const step = compile((x) => {
  optimizer.zeroGrad();
  const loss = losses.mse(model.forward(x), x.prod({ axis: 1, keepDims: true }));
  loss.backward();
  optimizer.step();
  return loss;
});
let loss;
for (let i = 0; i < 500; i++) loss = step(randn([64, 2]));
console.log(`the loss is ${loss.item() < 0.05 ? "below" : "above"} 0.05`);
if (!(loss.item() < 0.05)) throw new Error("Products were not learnt.");
