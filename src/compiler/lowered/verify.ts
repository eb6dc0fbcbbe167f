/** Says whether a lowered program keeps the contract, before anything emits or runs it. */

import { findConflict } from "./conflicts.ts";
import type {
  Affine,
  Argument,
  BufferSpec,
  Kernel,
  Launch,
  Phase,
  Program,
  Repeat,
  Target,
} from "./program.ts";
import { accessesOf, isEmpty, type KernelAccess, spanOf } from "./regions.ts";
import { verifyKernel } from "./verify-kernel.ts";

/**
 * Checks a program against the contract in program.ts: every kernel (`verifyKernel`), arguments that match
 * their parameters, addresses within their buffers for every value of every variable, inputs and constants that
 * nobody writes, temporaries within the arena, and chunks of one phase that keep out of each other's way.
 *
 * Throws: Error naming the kernel and the statement or buffer.
 */
export function verifyProgram(program: Program): void {
  verifyTarget(program.target);
  for (const buffer of program.buffers) verifyBuffer(buffer, program.arenaLength);
  const kernels = new Map<Kernel, readonly KernelAccess[]>();
  for (const step of program.steps) {
    if (step.kind === "phase") verifyPhase(step, undefined, program, kernels);
    else {
      requireCount(step.variable.extent, `repeat over ${step.variable.name}`);
      for (const phase of step.body) verifyPhase(phase, step, program, kernels);
    }
  }
}

function verifyTarget({ name, lanes }: Target): void {
  if (Number.isInteger(lanes) && lanes > 0 && 16 % lanes === 0) return;
  throw new Error(`Cannot lower for target ${name} of ${lanes} lanes: expected a divisor of 16.`);
}

function requireCount(count: number, what: string): void {
  if (Number.isSafeInteger(count) && count >= 0) return;
  throw new Error(`Cannot have a ${what} of extent ${count}: expected an integer of 0 or more.`);
}

function verifyBuffer(buffer: BufferSpec, arenaLength: number): void {
  const { name, length, role, type, arenaOffset, contents } = buffer;
  const fail: (what: string) => never = (what) => {
    throw new Error(`Cannot place ${role} buffer ${name} of ${length} elements: ${what}.`);
  };
  if (!Number.isSafeInteger(length) || length < 0) fail("expected an integer length of 0 or more");
  if (role === "temporary") {
    if (arenaOffset === undefined) fail("expected an arenaOffset, got none");
    if (arenaOffset < 0 || arenaOffset % 16 !== 0) {
      fail(`expected an arenaOffset that is a multiple of 16, got ${arenaOffset}`);
    }
    if (arenaOffset + length > arenaLength) {
      fail(`it ends at ${arenaOffset + length}, expected an end within the arena of ${arenaLength}`);
    }
  } else if (arenaOffset !== undefined) fail("only temporaries have an arenaOffset");
  if (role === "constant") {
    const expected = type === "float32" ? Float32Array : Int32Array;
    if (!(contents instanceof expected) || contents.length !== length) {
      fail(`expected contents in a ${expected.name}(${length})`);
    }
  } else if (contents !== undefined) fail("only constants have contents");
}

function verifyPhase(
  phase: Phase,
  repeat: Repeat | undefined,
  program: Program,
  kernels: Map<Kernel, readonly KernelAccess[]>,
): void {
  for (const launch of phase.launches) {
    if (!kernels.has(launch.kernel)) {
      verifyKernel(launch.kernel, program.target);
      kernels.set(launch.kernel, accessesOf(launch.kernel));
    }
    verifyLaunch(launch, repeat, program, kernels.get(launch.kernel)!);
  }
  const conflict = findConflict(phase, repeat?.variable, program);
  if (conflict !== undefined) throw new Error(conflict);
}

function verifyLaunch(
  launch: Launch,
  repeat: Repeat | undefined,
  program: Program,
  accesses: readonly KernelAccess[],
): void {
  const { kernel } = launch;
  const fail: (what: string) => never = (what) => {
    throw new Error(`Cannot launch kernel ${kernel.name}: ${what}.`);
  };
  if (launch.arguments.length !== kernel.parameters.length) {
    fail(`expected ${kernel.parameters.length} arguments, got ${launch.arguments.length}`);
  }
  if (kernel.repeat !== undefined && kernel.repeat.extent !== repeat?.variable.extent) {
    const got = repeat === undefined ? "none" : `one of ${repeat.variable.extent}`;
    fail(`it counts an enclosing repeat of ${kernel.repeat.extent}, and there is ${got}`);
  }
  for (const [i, argument] of launch.arguments.entries()) {
    const parameter = kernel.parameters[i]!;
    const buffer = program.buffers[argument.buffer];
    if (buffer === undefined) fail(`argument ${parameter.name} names buffer ${argument.buffer}, got none`);
    if (buffer.type !== parameter.type) {
      fail(`parameter ${parameter.name} is ${parameter.type}, got buffer ${buffer.name} of ${buffer.type}`);
    }
    if (parameter.access !== "read" && (buffer.role === "input" || buffer.role === "constant")) {
      fail(`parameter ${parameter.name} may write, got ${buffer.role} ${buffer.name}`);
    }
    for (const { variable } of argument.offset.terms) {
      if (variable === repeat?.variable) continue;
      fail(`argument ${parameter.name} moves by ${variable.name}, expected the enclosing repeat's counter`);
    }
    if (repeat === undefined && argument.oddOffset !== 0) {
      fail(`argument ${parameter.name} has an oddOffset, expected a repeat around it`);
    }
  }
  if (kernel.grid.some((variable) => variable.extent === 0) || repeat?.variable.extent === 0) return;
  for (const access of accesses) {
    const argument = launch.arguments[access.region.parameter]!;
    const [low, high] = reachOf(access, argument, kernel, repeat);
    const buffer = program.buffers[argument.buffer]!;
    if (low > high || (low >= 0 && high < buffer.length)) continue;
    const { parameter, access: verb } = access.region;
    fail(
      `it ${verb === "read" ? "reads" : "writes"} elements ${low} to ${high} of buffer ${buffer.name} ` +
        `(${kernel.parameters[parameter]!.name}), expected elements 0 to ${buffer.length - 1}`,
    );
  }
}

/** The lowest and highest element an access reaches over all chunks, lanes, loops and repeats: exact. */
function reachOf(
  { region }: KernelAccess,
  { offset, oddOffset }: Argument,
  kernel: Kernel,
  repeat: Repeat | undefined,
): readonly [low: number, high: number] {
  if (isEmpty(region)) return [0, -1];
  const counts = region.offset.terms.filter((term) => term.variable !== kernel.repeat);
  const perRepeat = slopeOf(offset, repeat?.variable) + slopeOf(region.offset, kernel.repeat);
  let [low, high] = spanOf(region);
  for (const { variable, coefficient } of counts) {
    const reach = coefficient * (variable.extent - 1);
    if (reach < 0) low += reach;
    else high += reach;
  }
  const last = (repeat?.variable.extent ?? 1) - 1;
  const starts = [0, 1, last - 1, last]
    .filter((count) => count >= 0 && count <= last)
    .map((count) => perRepeat * count + (count % 2 === 1 ? oddOffset : 0));
  const base = offset.constant + region.offset.constant;
  return [base + low + Math.min(...starts), base + high + Math.max(...starts)];
}

function slopeOf(offset: Affine, variable: Kernel["repeat"]): number {
  return offset.terms.find((term) => term.variable === variable)?.coefficient ?? 0;
}
