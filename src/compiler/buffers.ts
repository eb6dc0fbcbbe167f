/** The buffers of a program while it is being lowered. */

import type { Storage } from "./expression.ts";
import { addAffine, affine } from "./lowered/builder.ts";
import type { Affine, BufferRole, BufferSpec, ElementType } from "./lowered/program.ts";

const zero: Affine = affine(0);

/** Collects the buffers of one program and gives them names that differ. */
export class Buffers {
  readonly specs: BufferSpec[] = [];
  private readonly named = new Map<string, number>();

  /** A new buffer; the result stands for all of it. Names are made to differ. */
  add(what: string, type: ElementType, length: number, role: BufferRole): Storage {
    const count = (this.named.get(what) ?? 0) + 1;
    this.named.set(what, count);
    const name = count === 1 ? what : `${what}.${count}`;
    const buffer = this.specs.push({ name, type, length, role }) - 1;
    return { name, buffer, type, offset: zero, oddOffset: 0 };
  }

  temporary(name: string, type: ElementType, length: number): Storage {
    return this.add(name, type, length, "temporary");
  }
}

/** The storage that starts further into the same buffer. */
export function storageAt(storage: Storage, offset: Affine, oddOffset: number = 0): Storage {
  return {
    ...storage,
    offset: addAffine(storage.offset, offset),
    oddOffset: storage.oddOffset + oddOffset,
  };
}
