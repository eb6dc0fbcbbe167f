/** Watches what chunks read and write, and throws where two of a phase meet or one leaves its bounds. */

import type { AccessObserver } from "./kernel-function.ts";
import type { Kernel } from "./program.ts";
import { accessesOf, isEmpty, type Region, spanOf } from "./regions.ts";

/** Who read and wrote each element last, as chunk numbers; temporaries share the arena's. */
export interface Shadow {
  readonly readers: Int32Array;
  readonly writers: Int32Array;
}

/** Where a launch's parameter lies. `low` ≤ element < `high`, counted in the shadow. */
export interface WatchedBuffer {
  readonly name: string;
  readonly shadow: Shadow;
  readonly low: number;
  readonly high: number;
}

/** Names chunks, which are numbered through the whole run. */
export class ChunkRegister {
  /** In place of a reader: more than one chunk of this phase read the element. */
  several = 0;
  current = 0;
  private next = 1;
  private phase: { readonly first: number; readonly kernel: Kernel }[] = [];

  startPhase(): void {
    this.several = this.next++;
    this.phase = [];
  }

  startChunk(kernel: Kernel): void {
    this.current = this.next++;
    if (this.phase.at(-1)?.kernel !== kernel) this.phase.push({ first: this.current, kernel });
  }

  describe(chunk: number): string {
    if (chunk === this.several) return "several chunks of this phase";
    return `chunk ${chunk - this.several - 1} (in order of running) of ${this.kernelOf(chunk)}`;
  }

  private kernelOf(chunk: number): string {
    return this.phase.findLast((entry) => entry.first <= chunk)?.kernel.name ?? "an earlier phase";
  }
}

interface DeclaredAccess {
  readonly region: Region;
  /** Which elements from `low` on belong to the region, counted from its offset. */
  readonly members: Uint8Array | undefined;
  readonly low: number;
  readonly high: number;
}

/** Regions wider than this are checked as intervals only. */
const widestExact = 2 ** 22;

/** The observer of one kernel; `enter` it before each chunk. */
export class AccessChecker implements AccessObserver {
  private readonly kernel: Kernel;
  private readonly chunks: ChunkRegister;
  private readonly declared: readonly DeclaredAccess[];
  private readonly offsets: number[] = [];
  private buffers: readonly WatchedBuffer[] = [];

  constructor(kernel: Kernel, chunks: ChunkRegister) {
    this.kernel = kernel;
    this.chunks = chunks;
    this.declared = accessesOf(kernel).map(({ region }) => declare(region));
  }

  enter(
    buffers: readonly WatchedBuffer[],
    bases: readonly number[],
    coordinates: readonly number[],
    repeat: number,
  ): void {
    this.buffers = buffers;
    const { grid } = this.kernel;
    for (const [i, { region }] of this.declared.entries()) {
      let offset = bases[region.parameter]! + region.offset.constant;
      for (const { variable, coefficient } of region.offset.terms) {
        const at = grid.indexOf(variable);
        offset += coefficient * (at < 0 ? repeat : coordinates[at]!);
      }
      this.offsets[i] = offset;
    }
  }

  read(access: number, first: number, stride: number, count: number): void {
    const buffer = this.bufferOf(access, "read");
    const { readers, writers } = buffer.shadow;
    const { current, several } = this.chunks;
    for (let i = 0; i < count; i++) {
      const element = first + i * stride;
      this.checkBounds(access, buffer, element, "read");
      const writer = writers[element]!;
      if (writer > several && writer !== current) this.conflict("read", buffer, element, writer);
      const reader = readers[element]!;
      if (reader < several) readers[element] = current;
      else if (reader !== current) readers[element] = several;
    }
  }

  write(access: number, first: number, stride: number, count: number): void {
    const buffer = this.bufferOf(access, "write");
    const { readers, writers } = buffer.shadow;
    const { current, several } = this.chunks;
    for (let i = 0; i < count; i++) {
      const element = first + i * stride;
      this.checkBounds(access, buffer, element, "write");
      const writer = writers[element]!;
      if (writer > several && writer !== current) this.conflict("write", buffer, element, writer);
      const reader = readers[element]!;
      if (reader >= several && reader !== current) this.conflict("write", buffer, element, reader);
      writers[element] = current;
    }
  }

  private bufferOf(access: number, what: "read" | "write"): WatchedBuffer {
    const { region } = this.declared[access]!;
    const parameter = this.kernel.parameters[region.parameter]!;
    if (parameter.access === (what === "read" ? "write" : "read")) {
      throw new Error(
        `Cannot ${what} parameter ${parameter.name} in kernel ${this.kernel.name}: it is declared ` +
          `"${parameter.access}". Declare it "update".`,
      );
    }
    return this.buffers[region.parameter]!;
  }

  private checkBounds(access: number, buffer: WatchedBuffer, element: number, what: string): void {
    const { members, low, high } = this.declared[access]!;
    const relative = element - this.offsets[access]!;
    const inside = relative >= low && relative <= high && (members === undefined || members[relative - low]);
    if (inside && element >= buffer.low && element < buffer.high) return;
    const length = buffer.high - buffer.low;
    throw new Error(
      `Cannot ${what} element ${element - buffer.low} of buffer ${buffer.name} in kernel ` +
        `${this.kernel.name}: expected an element ${inside ? `below its length ${length}` : "of the declared region"}.`,
    );
  }

  private conflict(what: string, buffer: WatchedBuffer, element: number, other: number): never {
    const verb = what === "read" || buffer.shadow.writers[element] === other ? "wrote" : "read";
    throw new Error(
      `Cannot ${what} element ${element - buffer.low} of buffer ${buffer.name} in ` +
        `${this.chunks.describe(this.chunks.current)}: ${this.chunks.describe(other)} ${verb} it in the same ` +
        "phase. Put a barrier between them, or give each chunk its own elements.",
    );
  }
}

function declare(region: Region): DeclaredAccess {
  if (isEmpty(region)) return { region, members: undefined, low: 0, high: -1 };
  const [low, high] = spanOf(region);
  if (high - low >= widestExact) return { region, members: undefined, low, high };
  let members = new Uint8Array(high - low + 1);
  members[-low] = 1;
  for (const { stride, extent } of region.dims) {
    const spread = new Uint8Array(members.length);
    for (let at = 0; at < members.length; at++) {
      if (members[at] === 0) continue;
      for (let i = 0; i < extent; i++) spread[at + i * stride] = 1;
    }
    members = spread;
  }
  return { region, members, low, high };
}
