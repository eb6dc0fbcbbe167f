// jax-js as a contestant: `prepareJax(jax, { jit })` gives what it can do, in Node and in pages. Each run waits until
// the result is there, by `blockUntilReady`, which with a pool of workers is the only way to use them.

export function prepareJax(jax, { jit }) {
  const { numpy: np, nn, lax, tree } = jax;
  const compiled = jit ? jax.jit : (fn) => fn;
  const place = ({ shape, data }) =>
    np.array(data, { shape: [...shape], dtype: data instanceof Int32Array ? np.int32 : np.float32 });
  const same = [
    [1, 1],
    [1, 1],
  ];
  const convolution = (x, w) => lax.convGeneralDilated(x, w, [1, 1], same);
  const valid = (x, w) => lax.convGeneralDilated(x, w, [1, 1], "VALID");

  const operations = {
    product: ({ a, b }, { transposeA, transposeB }) =>
      np.matmul(transposeA ? np.matrixTranspose(a) : a, transposeB ? np.matrixTranspose(b) : b),
    conv: ({ x, w }) => convolution(x, w),
    convInputGradient: ({ x, w, g }) => jax.grad((input) => convolution(input, w).mul(g).sum())(x),
    convWeightGradient: ({ x, w, g }) => jax.grad((weight) => convolution(x, weight).mul(g).sum())(w),
    softmax: ({ x }) => nn.softmax(x, -1),
    gelu: ({ x }) => nn.gelu(x, { approximate: false }),
    layerNorm: ({ x, weight, bias }) => nn.standardize(x, -1, { epsilon: 1e-5 }).mul(weight).add(bias),
  };

  function operation({ kind, tensors, options }) {
    const operands = Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [name, place(tensor)]),
    );
    const compute = compiled((inputs) => operations[kind](inputs, options));
    let output;
    return {
      async run() {
        output?.dispose();
        output = compute(tree.ref(operands));
        await output.blockUntilReady();
      },
      result: () => output.ref.data(),
      close() {
        output?.dispose();
        tree.dispose(operands);
      },
    };
  }

  /** Adam's update of one parameter; `rate` and `scale` hold the corrections of both averages. */
  function update([parameter, first, second], gradient, rate, scale) {
    const m = first.mul(0.9).add(gradient.ref.mul(0.1));
    const v = second.mul(0.999).add(np.square(gradient).mul(0.001));
    const step = m.ref.mul(rate).div(np.sqrt(v.ref.mul(scale)).add(1e-8));
    return [parameter.sub(step), m, v];
  }

  /** What `update` needs in step t besides: lr / (1 − 0.9ᵗ) and 1 / (1 − 0.999ᵗ). */
  const corrections = (t) => [1e-3 / (1 - 0.9 ** t), 1 / (1 - 0.999 ** t)].map((value) => np.array(value));

  const stateOf = (parameter) => [parameter, np.zeros(parameter.shape), np.zeros(parameter.shape)];

  function adam({ tensors }) {
    const gradient = place(tensors.gradient);
    const step = compiled(update);
    let state = stateOf(place(tensors.parameter));
    let t = 0;
    return {
      async run() {
        state = step(state, gradient.ref, ...corrections(++t));
        await jax.blockUntilReady(state);
      },
      result: () => state[0].ref.data(),
      close: () => tree.dispose([state, gradient]),
    };
  }

  function eagerAddition({ tensors }) {
    const [a, b] = [place(tensors.a), place(tensors.b)];
    let data;
    return {
      run: () => void (data = a.ref.add(b.ref).dataSync()),
      result: () => data,
      close: () => tree.dispose([a, b]),
    };
  }

  const dense = (x, weight, bias) => np.matmul(x, weight).add(bias);
  const networks = {
    mlp: (p, x) => dense(nn.relu(dense(x, p[0], p[1])), p[2], p[3]),
    cnn(p, x) {
      const bias = (values) => values.reshape([values.shape[0], 1, 1]);
      const first = nn.relu(valid(x, p[0]).add(bias(p[1])));
      const second = nn.relu(valid(first, p[2]).add(bias(p[3])));
      const pooled = lax.reduceWindow(second, np.max, [2, 2], [2, 2]);
      return dense(nn.relu(dense(pooled.reshape([x.shape[0], 9216]), p[4], p[5])), p[6], p[7]);
    },
  };

  function trainingStep({ kind, tensors }) {
    const forward = networks[kind.startsWith("mlp") ? "mlp" : kind];
    let states = [];
    // Dense weights lie [in, out], in which its products are fastest.
    for (let i = 0; tensors[`parameter${i}`] !== undefined; i++) {
      const tensor = tensors[`parameter${i}`];
      states.push(stateOf(place(tensor.shape.length === 2 ? transposed(tensor) : tensor)));
    }
    const x = place(tensors.x);
    const y = nn.oneHot(place(tensors.y), 10);
    const batch = tensors.x.shape[0];
    const lossOf = (parameters, inputs, targets) =>
      nn
        .logSoftmax(forward(parameters, inputs), -1)
        .mul(targets)
        .sum()
        .mul(-1 / batch);
    const step = compiled((old, inputs, targets, rate, scale) => {
      const parameters = old.map(([parameter]) => parameter.ref);
      const [loss, gradients] = jax.valueAndGrad(lossOf)(parameters, inputs, targets);
      const updated = old.map((state, i) => update(state, gradients[i], rate.ref, scale.ref));
      tree.dispose([rate, scale]);
      return [loss, updated];
    });
    let t = 0;
    let last = Number.NaN;
    return {
      async run() {
        const [loss, updated] = step(states, x.ref, y.ref, ...corrections(++t));
        states = updated;
        await jax.blockUntilReady(states);
        [last] = await loss.data();
      },
      result: () => Float32Array.of(last),
      close: () => tree.dispose([states, x, y]),
    };
  }

  return (workload) => {
    const { kind } = workload;
    if (kind in operations) return operation(workload);
    if (kind === "adam") return adam(workload);
    if (kind === "eagerAddition") return jit ? undefined : eagerAddition(workload);
    return kind.startsWith("mlp") || kind in networks ? trainingStep(workload) : undefined;
  };
}

function transposed({ shape: [rows, columns], data }) {
  const turned = Float32Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]);
  return { shape: [columns, rows], data: turned };
}
