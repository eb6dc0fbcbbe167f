/** Leaves out temporaries that no kernel touches: fusion left their values in registers. */

import type { BufferSpec, Launch, Phase, Step } from "./lowered/program.ts";

/** Buffers without unused temporaries, and the steps with buffers numbered anew. */
export function dropUnused(
  buffers: readonly BufferSpec[],
  steps: readonly Step[],
): { buffers: BufferSpec[]; steps: Step[] } {
  const used = new Set<number>();
  for (const step of steps)
    for (const { launches } of step.kind === "phase" ? [step] : step.body)
      for (const launch of launches) for (const { buffer } of launch.arguments) used.add(buffer);
  const left = buffers.map((_, i) => i).filter((i) => used.has(i) || buffers[i]!.role !== "temporary");
  const numbers = new Map(left.map((old, now) => [old, now]));
  const renumbered = (launch: Launch): Launch => ({
    ...launch,
    arguments: launch.arguments.map((argument) => ({ ...argument, buffer: numbers.get(argument.buffer)! })),
  });
  const inPhase = (phase: Phase): Phase => ({ ...phase, launches: phase.launches.map(renumbered) });
  return {
    buffers: left.map((i) => buffers[i]!),
    steps: steps.map((step) =>
      step.kind === "phase" ? inPhase(step) : { ...step, body: step.body.map(inPhase) },
    ),
  };
}
