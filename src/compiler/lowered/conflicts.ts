import { type BoundedTerm, hasSolution } from "./linear-equation.ts";
import type { IndexVariable, Kernel, Phase, Program } from "./program.ts";
import { accessesOf, isEmpty, type Region, spanOf } from "./regions.ts";

/** One load or store of one launch, placed in its buffer or in the arena. */
interface PlacedAccess {
  readonly launch: number;
  readonly kernel: Kernel;
  readonly region: Region;
  /** "arena" or the buffer's position. */
  readonly storage: number | "arena";
  readonly buffer: string;
  readonly write: boolean;
  readonly constant: number;
  readonly grid: ReadonlyMap<IndexVariable, number>;
  /** Elements a step of the repeat counter moves it, and what an odd counter adds. */
  readonly perRepeat: number;
  readonly odd: number;
  /** All elements it may ever touch lie from `low` to `high`. */
  readonly low: number;
  readonly high: number;
}

/**
 * Two chunks of a phase of which one writes what the other reads or writes, in words; undefined where there are
 * none. Decided exactly, as an integer equation between the two addresses, except where strides neither
 * nest nor agree: those cases count as no conflict and are left to the interpreter.
 */
export function findConflict(
  phase: Phase,
  counter: IndexVariable | undefined,
  program: Program,
): string | undefined {
  const placed = placedAccesses(phase, counter, program);
  for (const accesses of byStorage(placed)) {
    for (const [i, a] of accesses.entries()) {
      for (const b of accesses.slice(a.write ? i : i + 1)) {
        if (!(a.write || b.write) || a.high < b.low || b.high < a.low) continue;
        if (meet(a, b, counter)) return describe(a, b);
      }
    }
  }
  return undefined;
}

function placedAccesses(
  phase: Phase,
  counter: IndexVariable | undefined,
  program: Program,
): readonly PlacedAccess[] {
  return phase.launches.flatMap(({ kernel, arguments: all }, launch) => {
    if (kernel.grid.some((variable) => variable.extent === 0)) return [];
    return accessesOf(kernel).flatMap(({ region }): PlacedAccess[] => {
      if (isEmpty(region)) return [];
      const argument = all[region.parameter]!;
      const buffer = program.buffers[argument.buffer]!;
      const grid = new Map<IndexVariable, number>();
      let perRepeat = argument.offset.terms.find((term) => term.variable === counter)?.coefficient ?? 0;
      for (const { variable, coefficient } of region.offset.terms) {
        if (variable === kernel.repeat) perRepeat += coefficient;
        else grid.set(variable, coefficient);
      }
      const access = {
        launch,
        kernel,
        region,
        storage: buffer.role === "temporary" ? ("arena" as const) : argument.buffer,
        buffer: buffer.name,
        write: region.access === "write",
        constant: (buffer.arenaOffset ?? 0) + argument.offset.constant + region.offset.constant,
        grid,
        perRepeat,
        odd: argument.oddOffset,
      };
      return [withInterval(access, counter)];
    });
  });
}

/** Accesses of the same storage, where anything is written there. */
function byStorage(placed: readonly PlacedAccess[]): readonly (readonly PlacedAccess[])[] {
  const groups = new Map<number | "arena", PlacedAccess[]>();
  for (const access of placed) {
    const group = groups.get(access.storage);
    if (group === undefined) groups.set(access.storage, [access]);
    else group.push(access);
  }
  return [...groups.values()].filter((group) => group.some((access) => access.write));
}

function withInterval(
  access: Omit<PlacedAccess, "low" | "high">,
  counter: IndexVariable | undefined,
): PlacedAccess {
  let [low, high] = spanOf(access.region);
  const reaches = [...access.grid].map(([variable, coefficient]) => coefficient * (variable.extent - 1));
  for (const reach of [...reaches, access.perRepeat * ((counter?.extent ?? 1) - 1), access.odd]) {
    low += Math.min(reach, 0);
    high += Math.max(reach, 0);
  }
  return { ...access, low: access.constant + low, high: access.constant + high };
}

/** Whether two different chunks touch one element through `a` and `b` at the same value of the repeat counter. */
function meet(a: PlacedAccess, b: PlacedAccess, counter: IndexVariable | undefined): boolean {
  const inside = [
    ...a.region.dims.map(({ stride, extent }) => ({ coefficient: stride, low: 0, high: extent - 1 })),
    ...b.region.dims.map(({ stride, extent }) => ({ coefficient: -stride, low: 0, high: extent - 1 })),
  ];
  const chunks = a.launch === b.launch ? differentChunks(a, b) : [{ terms: freeChunks(a, b), exact: true }];
  const extent = counter?.extent ?? 1;
  const slope = a.perRepeat - b.perRepeat;
  for (const odd of extent > 1 ? [0, 1] : [0]) {
    // counter = 2 · half + odd
    const halves = Math.floor((extent - 1 - odd) / 2);
    const repeats = { coefficient: 2 * slope, low: 0, high: halves };
    const target = b.constant - a.constant - odd * (slope + a.odd - b.odd);
    for (const { terms, exact } of chunks) {
      if (hasSolution([...inside, ...terms, repeats], target) === true && exact) return true;
    }
  }
  return false;
}

function freeChunks(a: PlacedAccess, b: PlacedAccess): readonly BoundedTerm[] {
  return [
    ...[...a.grid].map(([variable, coefficient]) => ({ coefficient, low: 0, high: variable.extent - 1 })),
    ...[...b.grid].map(([variable, coefficient]) => ({
      coefficient: -coefficient,
      low: 0,
      high: variable.extent - 1,
    })),
  ];
}

interface ChunkPairs {
  readonly terms: readonly BoundedTerm[];
  /** Whether the terms stand for different chunks only. */
  readonly exact: boolean;
}

/** Coordinates that move the two accesses differently are tried one difference at a time, up to this extent. */
const mostDifferences = 256;

function differences(last: number): readonly number[] {
  return Array.from({ length: last }, (_, i) => [i + 1, -i - 1]).flat();
}

/**
 * Two chunks of one launch, x and y, that differ in at least one coordinate: one case for each coordinate and
 * for each sign of the difference.
 */
function differentChunks(a: PlacedAccess, b: PlacedAccess): readonly ChunkPairs[] {
  const { grid } = a.kernel;
  const anyPair = (variable: IndexVariable): readonly BoundedTerm[] => {
    const [left, right] = [a.grid.get(variable) ?? 0, b.grid.get(variable) ?? 0];
    const last = variable.extent - 1;
    if (left === right) return [{ coefficient: left, low: -last, high: last }];
    return [
      { coefficient: left, low: 0, high: last },
      { coefficient: -right, low: 0, high: last },
    ];
  };
  return grid.flatMap((different): readonly ChunkPairs[] => {
    const last = different.extent - 1;
    if (last < 1) return [];
    const others = grid.filter((variable) => variable !== different).flatMap(anyPair);
    const [left, right] = [a.grid.get(different) ?? 0, b.grid.get(different) ?? 0];
    if (left !== right && left !== 0 && right !== 0) {
      if (last > mostDifferences) return [{ terms: [...others, ...anyPair(different)], exact: false }];
      return differences(last).map((difference) => {
        // x = y + difference
        const moved = { coefficient: left * difference, low: 1, high: 1 };
        const low = Math.max(0, -difference);
        const both = { coefficient: left - right, low, high: last - Math.max(0, difference) };
        return { terms: [...others, moved, both], exact: true };
      });
    }
    if (left !== right) return [{ terms: [...others, ...anyPair(different)], exact: true }];
    return [
      { terms: [...others, { coefficient: left, low: 1, high: last }], exact: true },
      { terms: [...others, { coefficient: left, low: -last, high: -1 }], exact: true },
    ];
  });
}

function describe(a: PlacedAccess, b: PlacedAccess): string {
  const say = (access: PlacedAccess): string => {
    const parameter = access.kernel.parameters[access.region.parameter]!.name;
    const verb = access.write ? "writes" : "reads";
    return `a chunk of kernel ${access.kernel.name} ${verb} buffer ${access.buffer} (${parameter})`;
  };
  return (
    `Cannot run the chunks of a phase in any order: ${say(a)} where ${say(b)}. Put a barrier between them, or ` +
    "give each chunk its own elements."
  );
}
