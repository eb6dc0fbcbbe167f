import type { Program } from "./lowered/program.ts";

/** The memory plan as text: each temporary with its place in the arena, the largest first. */
export function printPlan(program: Program): string {
  const temporaries = program.buffers
    .filter((spec) => spec.role === "temporary")
    .sort((a, b) => b.length - a.length)
    .map((spec) => `  ${spec.name}: ${spec.length} at ${spec.arenaOffset}`);
  const held = program.buffers
    .filter((spec) => spec.role !== "temporary")
    .map((spec) => `  ${spec.name}: ${spec.length} ${spec.role}`);
  return [`arena of ${program.arenaLength} elements`, ...temporaries, ...held].join("\n");
}
