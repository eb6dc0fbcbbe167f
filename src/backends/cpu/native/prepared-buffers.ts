/** What a program has prepared from inputs that mostly stay as they are, and keeps until they change. */

import type { BufferSpec } from "../../../compiler/lowered/program.ts";
import type { Preparation } from "../../../compiler/split-preparation.ts";
import type { Koffi } from "./koffi.ts";
import { type NativeArray, nativeArray } from "./native-memory.ts";
import type { PreparedRoom } from "./prepared-room.ts";

/** What has to run: all of a program, its preparation and then the rest, or the rest alone. */
export type Part = "whole" | "preparation" | "rest";

/**
 * Decides at each run from the versions of what is prepared from. A program runs as a whole while they change from run
 * to run, as in training: preparing apart would cost memory and time for nothing.
 */
export class PreparedBuffers {
  readonly kept: readonly number[];
  private readonly sources: readonly number[];
  private readonly specs: readonly BufferSpec[];
  private readonly bytes: number;
  private readonly koffi: Koffi;
  private readonly room: PreparedRoom;
  /** The versions of the sources at the last run; NaN, which equals nothing, for arrays of JavaScript. */
  private readonly versions: Float64Array;
  private arrays: readonly NativeArray[] | undefined;
  private ready = false;

  constructor(split: Preparation, buffers: readonly BufferSpec[], koffi: Koffi, room: PreparedRoom) {
    this.kept = split.kept;
    this.sources = split.sources;
    this.specs = split.kept.map((buffer) => buffers[buffer]!);
    this.bytes = this.specs.reduce((sum, { length }) => sum + 4 * length, 0);
    this.koffi = koffi;
    this.room = room;
    this.versions = new Float64Array(split.sources.length).fill(Number.NaN);
  }

  /** What the next run with these bindings has to do. */
  next(bindings: readonly (NativeArray | Float32Array | Int32Array | undefined)[]): Part {
    const { sources, versions } = this;
    let same = true;
    for (let i = 0; i < sources.length; i++) {
      const binding = bindings[sources[i]!]!;
      const version = "version" in binding ? binding.version : Number.NaN;
      if (versions[i] !== version) same = false;
      versions[i] = version;
    }
    if (!same) this.ready = false;
    if (!same || !this.room.fits(this.bytes)) return "whole";
    if (this.ready) {
      this.room.use(this);
      return "rest";
    }
    return "preparation";
  }

  /** Where the kept buffers are, in the order of `kept`. */
  held(): readonly NativeArray[] {
    if (this.arrays === undefined) {
      this.room.take(this, this.bytes);
      this.arrays = this.specs.map(({ type, length }) => nativeArray(this.koffi, type, length));
    }
    return this.arrays;
  }

  /** Tells that the preparation has run. */
  prepared(): void {
    this.ready = true;
  }

  /** Lets go of the memory; the next run prepares again. */
  drop(): void {
    this.room.give(this);
    this.arrays = undefined;
    this.ready = false;
  }
}
