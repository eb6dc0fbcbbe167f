// TensorFlow.js as a contestant: `prepareTfjs(tf, backend)` gives what it can do, in Node and in pages.

/** Images lie channels-last, which is what its convolutions are made for; results are turned round to be compared. */
const [toChannelsLast, toChannelsFirst] = [
  [0, 2, 3, 1],
  [0, 3, 1, 2],
];
const kernelsLast = [2, 3, 1, 0];

/** Its WebAssembly backend has no gradient by a convolution's weights, no erf, and so no step of a CNN. */
const missing = { wasm: ["convWeightGradient", "gelu", "cnn"], cpu: [] };

export function prepareTfjs(tf, backend) {
  const place = ({ shape, data }) => tf.tensor(data, shape, data instanceof Int32Array ? "int32" : "float32");
  const turned = (tensor, order) => tf.tidy(() => tf.transpose(place(tensor), order));

  const operations = {
    product: ({ a, b }, { transposeA, transposeB }) => tf.matMul(a, b, transposeA, transposeB),
    conv: ({ x, w }) => tf.conv2d(x, w, 1, "same"),
    convInputGradient: ({ x, w, g }) => tf.grad((input) => tf.conv2d(input, w, 1, "same"))(x, g),
    convWeightGradient: ({ x, w, g }) => tf.grad((weight) => tf.conv2d(x, weight, 1, "same"))(w, g),
    softmax: ({ x }) => tf.softmax(x),
    gelu: ({ x }) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
    layerNorm({ x, weight, bias }) {
      const { mean, variance } = tf.moments(x, -1, true);
      return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), weight), bias);
    },
  };

  function operation({ kind, tensors, options }) {
    const images = kind.startsWith("conv");
    const operands = Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [
        name,
        images ? turned(tensor, name === "w" ? kernelsLast : toChannelsLast) : place(tensor),
      ]),
    );
    let output;
    return {
      run() {
        output?.dispose();
        output = tf.tidy(() => operations[kind](operands, options));
      },
      result() {
        if (!images) return output.dataSync();
        const order = kind === "convWeightGradient" ? [3, 2, 0, 1] : toChannelsFirst;
        return tf.tidy(() => tf.transpose(output, order).dataSync());
      },
      close: () => tf.dispose([operands, output]),
    };
  }

  function adam({ tensors }) {
    const parameter = tf.variable(place(tensors.parameter));
    const gradient = place(tensors.gradient);
    const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
    return {
      run: () => optimizer.applyGradients([{ name: parameter.name, tensor: gradient }]),
      result: () => parameter.dataSync(),
      close: () => tf.dispose([parameter, gradient]),
    };
  }

  function eagerAddition({ tensors }) {
    const [a, b] = [place(tensors.a), place(tensors.b)];
    let data;
    return {
      run() {
        const sum = tf.add(a, b);
        data = sum.dataSync();
        sum.dispose();
      },
      result: () => data,
      close: () => tf.dispose([a, b]),
    };
  }

  const dense = (x, weight, bias) => tf.add(tf.matMul(x, weight), bias);
  const networks = {
    mlp: (p, x) => dense(tf.relu(dense(x, p[0], p[1])), p[2], p[3]),
    cnn(p, x) {
      const first = tf.relu(tf.add(tf.conv2d(x, p[0], 1, "valid"), p[1]));
      const second = tf.relu(tf.add(tf.conv2d(first, p[2], 1, "valid"), p[3]));
      const pooled = tf.transpose(tf.maxPool(second, 2, 2, "valid"), toChannelsFirst);
      const hidden = tf.relu(dense(tf.reshape(pooled, [x.shape[0], -1]), p[4], p[5]));
      return dense(hidden, p[6], p[7]);
    },
  };

  function trainingStep({ kind, tensors }) {
    const forward = networks[kind.startsWith("mlp") ? "mlp" : kind];
    const parameters = [];
    // Dense weights lie [in, out], as its own layers have them.
    for (let i = 0; tensors[`parameter${i}`] !== undefined; i++) {
      const tensor = tensors[`parameter${i}`];
      const order = { 2: [1, 0], 4: kernelsLast }[tensor.shape.length];
      parameters.push(tf.variable(order ? turned(tensor, order) : place(tensor)));
    }
    const x = tensors.x.shape.length === 4 ? turned(tensors.x, toChannelsLast) : place(tensors.x);
    const y = tf.tidy(() => tf.cast(tf.oneHot(place(tensors.y), 10), "float32"));
    const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
    let loss = Number.NaN;
    return {
      run() {
        const value = optimizer.minimize(
          () => tf.losses.softmaxCrossEntropy(y, forward(parameters, x)),
          true,
          parameters,
        );
        loss = value.dataSync()[0];
        value.dispose();
      },
      result: () => Float32Array.of(loss),
      close: () => tf.dispose([parameters, x, y]),
    };
  }

  return (workload) => {
    const { kind } = workload;
    if (missing[backend].includes(kind)) return undefined;
    if (kind in operations) return operation(workload);
    if (kind === "adam") return adam(workload);
    if (kind === "eagerAddition") return eagerAddition(workload);
    return kind.startsWith("mlp") || kind in networks ? trainingStep(workload) : undefined;
  };
}
