// brain.js 1.6, plain JavaScript: a pass over the same batch. It trains one example after the other, with its own loss
// and its own Adam, so its results are not compared.
import { createRequire } from "node:module";
import { serve } from "../../dist/cli/bench/serve.js";

const { NeuralNetwork } = createRequire(import.meta.url)("brain.js");

serve(({ kind, tensors }) => {
  if (!kind.startsWith("mlp")) return undefined;
  const { x, y, parameter1 } = tensors;
  const [batch, width] = x.shape;
  const examples = Array.from({ length: batch }, (_, i) => ({
    input: x.data.slice(i * width, (i + 1) * width),
    output: Float32Array.from({ length: 10 }, (_, digit) => Number(digit === y.data[i])),
  }));
  const network = new NeuralNetwork({ hiddenLayers: parameter1.shape, activation: "relu" });
  return {
    run: () =>
      network.train(examples, { iterations: 1, errorThresh: 1e-9, praxis: "adam", learningRate: 1e-3 }),
    result: () => undefined,
    close: () => {},
  };
});
