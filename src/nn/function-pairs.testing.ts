/** Test support: the functions that are a layer's, each with the layer. */

import type { Tensor } from "../tensor/index.ts";
import * as nn from "./index.ts";

/** Functions under their exported names, with their defaults, and the layers of the same. */
export const functionPairs: Readonly<Record<string, readonly [fn: (x: Tensor) => Tensor, layer: nn.Layer]>> =
  {
    celu: [nn.celu, new nn.CELU()],
    elu: [nn.elu, new nn.ELU()],
    glu: [nn.glu, new nn.GLU()],
    hardshrink: [nn.hardshrink, new nn.Hardshrink()],
    hardsigmoid: [nn.hardsigmoid, new nn.Hardsigmoid()],
    hardswish: [nn.hardswish, new nn.Hardswish()],
    hardtanh: [nn.hardtanh, new nn.Hardtanh()],
    leakyRelu: [nn.leakyRelu, new nn.LeakyReLU()],
    logSigmoid: [nn.logSigmoid, new nn.LogSigmoid()],
    mish: [nn.mish, new nn.Mish()],
    relu6: [nn.relu6, new nn.ReLU6()],
    selu: [nn.selu, new nn.SELU()],
    silu: [nn.silu, new nn.SiLU()],
    softmin: [nn.softmin, new nn.Softmin()],
    softplus: [nn.softplus, new nn.Softplus()],
    softshrink: [nn.softshrink, new nn.Softshrink()],
    softsign: [nn.softsign, new nn.Softsign()],
    sparsemax: [nn.sparsemax, new nn.Sparsemax()],
    tanhshrink: [nn.tanhshrink, new nn.Tanhshrink()],
    threshold: [(x) => nn.threshold(x, 0.1, 20), new nn.Threshold(0.1, 20)],
  };
