// ONNX Runtime's CPU provider, on networks that PyTorch has exported: answers only, no training.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workerData } from "node:worker_threads";
import * as ort from "onnxruntime-node";
import { python, script, written } from "../../dist/cli/bench/pytorch.js";
import { serve } from "../../dist/cli/bench/serve.js";

serve(async (workload) => {
  if (!workload.kind.endsWith("-inference")) return undefined;
  const session = await sessionOf(workload);
  const { shape, data } = workload.tensors.x;
  const x =
    data instanceof Int32Array
      ? new ort.Tensor("int64", BigInt64Array.from(data, BigInt), shape)
      : new ort.Tensor("float32", data, shape);
  const [input] = session.inputNames;
  let logits;
  return {
    async run() {
      logits = (await session.run({ [input]: x }))[session.outputNames[0]];
    },
    result: () => logits.data,
    close: () => session.release(),
  };
});

async function sessionOf(workload) {
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-onnx-"));
  try {
    const file = join(folder, "network.onnx");
    const requests = [
      { ask: "prepare", workload: { ...workload, tensors: written(workload.tensors, folder) } },
      { ask: "export", file },
    ];
    const { stdout, stderr } = spawnSync(python, [script, "1"], {
      input: requests.map((request) => `${JSON.stringify(request)}\n`).join(""),
      encoding: "utf8",
    });
    const failed = (stdout ?? "").split("\n").find((line) => line.includes('"error"'));
    if (failed !== undefined) throw new Error(`PyTorch cannot export ${workload.name}: ${failed}`);
    return await ort.InferenceSession.create(file, {
      intraOpNumThreads: workerData.threads,
      interOpNumThreads: 1,
    }).catch((error) => {
      throw new Error(`PyTorch has exported nothing that runs: ${stderr}`, { cause: error });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
