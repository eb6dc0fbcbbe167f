// What SIMD128 could do at best on one thread: float32 multiply and add on registers only, no memory touched.
import { encodeModule, FunctionBuilder } from "../dist/backends/cpu/wasm/assembler.js";

const lanes = 4;
const rounds = 20_000;

/**
 * Loops with 8 to 13 independent chains acc ← acc · b + c, of which the fastest is the peak: with fewer the
 * latency shows, with more the registers run out. Each `run()` is one short call; `flops` are its operations.
 */
export function peakLoops() {
  return [8, 10, 12, 13].map((chains) => {
    const name = `peak${chains}`;
    const fn = new FunctionBuilder(name, [{ name: "count", type: "i32" }]);
    const local = (label) => fn.acquire("v128", label);
    const factor = local("factor");
    const term = local("term");
    const sums = Array.from({ length: chains }, (_, i) => local(`sum${i}`));
    splat(fn, 0.5, factor);
    splat(fn, 1, term);
    for (const [i, sum] of sums.entries()) splat(fn, i, sum);
    fn.emit("loop");
    for (const sum of sums) {
      fn.get(sum);
      fn.get(factor);
      fn.emit("f32x4.mul");
      fn.get(term);
      fn.emit("f32x4.add");
      fn.set(sum);
    }
    fn.get(0);
    fn.addConstant(-1);
    fn.emit("local.tee", 0);
    fn.emit("br_if", 0);
    fn.emit("end");
    // The sums must be used, or the loop is dropped.
    fn.emit("i32.const", 0);
    for (const sum of sums) fn.get(sum);
    for (let i = 1; i < chains; i++) fn.emit("f32x4.add");
    fn.emit("v128.store", 0);
    const bytes = encodeModule({
      functions: [fn.finish()],
      exports: new Map([[name, 0]]),
      memory: { minimum: 1, maximum: 1, shared: true },
    });
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    return { chains, flops: rounds * chains * lanes * 2, run: () => exports[name](rounds) };
  });
}

function splat(fn, value, local) {
  fn.emit("f32.const", value);
  fn.emit("f32x4.splat");
  fn.set(local);
}
