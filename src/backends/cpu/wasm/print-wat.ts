/** The text format of what the assembler encodes, for people who want to look at the code. */

import type { WasmFunction, WasmModule } from "./assembler.ts";
import { type Instruction, opcodes } from "./opcodes.ts";

/** One function in WebAssembly's text format. `functionName` names the targets of calls. */
export function printFunction(
  fn: WasmFunction,
  functionName: (index: number) => string = (index) => `${index}`,
): string {
  const names = fn.locals.map((local, index) => `$${local.name}_${index}`);
  const parameters = fn.locals
    .slice(0, fn.parameters)
    .map((local, i) => ` (param ${names[i]} ${local.type})`);
  const results = fn.results.length > 0 ? ` (result ${fn.results.join(" ")})` : "";
  const lines = [`(func $${identifier(fn.name)}${parameters.join("")}${results}`];
  fn.locals.forEach((local, i) => {
    if (i >= fn.parameters) lines.push(`  (local ${names[i]} ${local.type})`);
  });
  let depth = 1;
  for (const instruction of fn.code) {
    const [name] = instruction;
    if (name === "end" || name === "else") depth--;
    lines.push("  ".repeat(depth) + printInstruction(instruction, names, functionName));
    if (name === "block" || name === "loop" || name === "if" || name === "else") depth++;
  }
  lines.push(")");
  return lines.join("\n");
}

/** A whole module in WebAssembly's text format. */
export function printModule(module: WasmModule): string {
  const name = (index: number): string => `$${identifier(module.functions[index]?.name ?? `${index}`)}`;
  const { minimum, maximum, shared } = module.memory;
  return [
    "(module",
    `(import "env" "memory" (memory ${minimum} ${maximum}${shared ? " shared" : ""}))`,
    ...module.functions.map((fn) => printFunction(fn, name)),
    ...[...module.exports].map(([exported, index]) => `(export "${exported}" (func ${name(index)}))`),
    ")",
  ].join("\n");
}

function printInstruction(
  [name, ...immediates]: Instruction,
  locals: readonly string[],
  functionName: (index: number) => string,
): string {
  const first = immediates[0] ?? 0;
  switch (opcodes[name].immediate) {
    case "none":
    case "block":
    case "zero":
      return name;
    case "index":
      if (name.startsWith("local.")) return `${name} ${locals[first]}`;
      return name === "call" ? `call ${functionName(first)}` : `${name} ${first}`;
    case "f32":
      return `${name} ${printFloat(first)}`;
    case "v128":
      return `${name} i32x4 ${immediates.map((word) => `0x${(word >>> 0).toString(16)}`).join(" ")}`;
    case "memory":
      return first === 0 ? name : `${name} offset=${first}`;
    case "memoryLane":
      return `${name}${first === 0 ? "" : ` offset=${first}`} ${immediates[1]}`;
    default:
      return `${name} ${immediates.join(" ")}`;
  }
}

function printFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return Object.is(value, -0) ? "-0" : `${value}`;
}

function identifier(name: string): string {
  return name.replace(/[^A-Za-z0-9_.+\-*/<>=!?@#$%&|~:]/g, "_");
}
