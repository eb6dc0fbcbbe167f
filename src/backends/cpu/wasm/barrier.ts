/** The function in which the threads of a run wait for each other. */

import { control } from "../control-block.ts";
import { FunctionBuilder, type WasmFunction } from "./assembler.ts";

/**
 * `barrier(thread: i32, threads: i32) → i32`: returns once `threads` threads have called it, 1 if the run is to be
 * given up. The last to arrive sets the chunk counter back to 0. Waiting threads look for a while, then sleep; but
 * thread 0, the calling one, never sleeps if it is to wait by looking.
 */
export function emitBarrier(waiting: "asleep" | "looking"): WasmFunction {
  const parameters = ["thread", "threads"].map((name) => ({ name, type: "i32" as const }));
  const builder = new FunctionBuilder("barrier", parameters, ["i32"]);
  const before = builder.acquire("i32", "before");
  const looks = builder.acquire("i32", "looks");
  const load = (address: number): void => {
    builder.emit("i32.const", 0);
    builder.emit("i32.atomic.load", address);
  };
  const store = (address: number, value: number): void => {
    builder.emit("i32.const", 0);
    builder.emit("i32.const", value);
    builder.emit("i32.atomic.store", address);
  };
  const count = (address: number, opcode: "i32.atomic.rmw.add" | "i32.atomic.rmw.sub"): void => {
    builder.emit("i32.const", 0);
    builder.emit("i32.const", 1);
    builder.emit(opcode, address);
  };

  load(control.generation);
  builder.set(before);
  load(control.abort);
  builder.emit("if");
  builder.emit("i32.const", 1);
  builder.emit("return");
  builder.emit("end");
  count(control.arrivals, "i32.atomic.rmw.add");
  builder.addConstant(1);
  builder.get(1);
  builder.emit("i32.eq");
  builder.emit("if");
  store(control.arrivals, 0);
  store(control.chunk, 0);
  count(control.generation, "i32.atomic.rmw.add");
  builder.emit("drop");
  load(control.sleepers);
  builder.emit("if");
  builder.emit("i32.const", 0);
  builder.emit("i32.const", -1);
  builder.emit("memory.atomic.notify", control.generation);
  builder.emit("drop");
  builder.emit("end");
  builder.emit("else");
  load(control.spin);
  builder.set(looks);
  builder.emit("block");
  builder.emit("loop");
  load(control.generation);
  builder.get(before);
  builder.emit("i32.ne");
  builder.emit("br_if", 1);
  builder.get(looks);
  builder.addConstant(-1);
  builder.emit("local.tee", looks);
  if (waiting === "looking") {
    builder.get(0);
    builder.emit("i32.eqz");
    builder.emit("i32.or");
  }
  builder.emit("br_if", 0);
  builder.emit("end");
  count(control.sleepers, "i32.atomic.rmw.add");
  builder.emit("drop");
  builder.emit("loop");
  builder.emit("i32.const", 0);
  builder.get(before);
  builder.emit("i64.const", -1);
  builder.emit("memory.atomic.wait32", control.generation);
  builder.emit("drop");
  load(control.generation);
  builder.get(before);
  builder.emit("i32.eq");
  builder.emit("br_if", 0);
  builder.emit("end");
  count(control.sleepers, "i32.atomic.rmw.sub");
  builder.emit("drop");
  builder.emit("end");
  builder.emit("end");
  load(control.abort);
  return builder.finish();
}
