/** For tests: runs code of AArch64 under `qemu-aarch64`, as a program that consists of nothing but that code. */

import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Assembler } from "./assembler.ts";

const command = "qemu-aarch64";

/** Why nothing can be emulated here, or false. */
export const noEmulator: string | false =
  spawnSync(command, ["--version"]).status === 0 ? false : `${command} is not installed`;

/** Where the blocks lie, and the code that calls what is in them. */
const [start, codeStart] = [0x400000, 0x200000];
const headerBytes = 0x1000;
const stackBytes = 1 << 16;
/** <asm/unistd.h> and <linux/sched.h>. */
const calls = { write: 64, exit: 93, exitGroup: 94, clone: 220 } as const;
/** Threads that share memory, files and signal handlers. */
const cloneFlags = 0x50f00;

/** Bytes of the program's memory. */
export type Block = Uint8Array | Float32Array | Int32Array | BigUint64Array;

/** A program: blocks of memory, and calls of what lies there, in the order in which they are added. */
export class EmulatedProgram {
  private readonly blocks: { readonly bytes: Uint8Array; readonly address: number }[] = [];
  private readonly assembler = new Assembler();
  private end = start;

  /** Gives a block its place, at a multiple of 64, and returns its address. Its contents may change until `run`. */
  place(block: Block): number {
    const address = Math.ceil(this.end / 64) * 64;
    this.blocks.push({ bytes: new Uint8Array(block.buffer, block.byteOffset, block.byteLength), address });
    this.end = address + block.byteLength;
    return address;
  }

  /** Calls a function of three integers. */
  call(address: number, first: number, second: number, third: number): void {
    const { assembler } = this;
    [first, second, third].forEach((value, i) => {
      assembler.moveConstant(i, value);
    });
    assembler.callAt(address - codeStart);
  }

  /** Calls a driver on several threads, and returns when the first of them does. */
  callOnThreads(address: number, control: number, threads: number): void {
    const { assembler } = this;
    for (let thread = 1; thread < threads; thread++) {
      const parent = assembler.label();
      const stack = this.place(new Uint8Array(stackBytes)) + stackBytes;
      [cloneFlags, stack, 0, 0, 0].forEach((value, i) => {
        assembler.moveConstant(i, value);
      });
      this.system(calls.clone);
      assembler.compareConstant32(0, 0);
      assembler.jumpIf("notEqual", parent);
      this.call(address, control, thread, threads);
      assembler.moveConstant(0, 0);
      this.system(calls.exit);
      assembler.bind(parent);
    }
    this.call(address, control, 0, threads);
  }

  /** Runs all calls; then every block holds what the program's memory holds. Throws: Error where it fails. */
  run(): void {
    const { assembler, blocks, end } = this;
    this.writeAll();
    assembler.moveConstant(0, 0);
    this.system(calls.exitGroup);
    const code = assembler.finish();
    const codeOffset = headerBytes + Math.ceil((end - start) / headerBytes) * headerBytes;
    const file = new Uint8Array(codeOffset + code.length);
    const memory = file.subarray(headerBytes, headerBytes + end - start);
    for (const { bytes, address } of blocks) memory.set(bytes, address - start);
    file.set(code, codeOffset);
    file.set(
      header(codeStart, [
        { address: start, offset: headerBytes, bytes: memory.length },
        { address: codeStart, offset: codeOffset, bytes: code.length },
      ]),
    );
    const after = execute(file, memory.length);
    for (const { bytes, address } of blocks) {
      bytes.set(after.subarray(address - start, address - start + bytes.length));
    }
  }

  /** Writes all blocks to standard output, in as many calls as it takes. */
  private writeAll(): void {
    const { assembler } = this;
    const [next, end, one] = [19, 20, 21];
    const again = assembler.label();
    assembler.moveConstant(next, start);
    assembler.moveConstant(end, this.end);
    assembler.moveConstant(one, 1);
    assembler.bind(again);
    assembler.moveConstant(0, 1);
    assembler.move(1, next);
    assembler.multiplySubtract(2, end, next, one);
    this.system(calls.write);
    assembler.add(next, next, 0);
    assembler.compare32(next, end);
    assembler.jumpIf("notEqual", again);
  }

  private system(number: number): void {
    this.assembler.moveConstant(8, number);
    this.assembler.systemCall();
  }
}

/** Part of a file and where it is in memory. */
interface Segment {
  readonly address: number;
  readonly offset: number;
  readonly bytes: number;
}

/** An ELF header with segments that may be read, written and executed. */
function header(entry: number, segments: readonly Segment[]): Uint8Array {
  const [headerSize, segmentSize] = [64, 56];
  const view = new DataView(new ArrayBuffer(headerSize + segmentSize * segments.length));
  const long = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  // Class 64, little-endian, version 1; an executable for machine 183.
  view.setUint32(0, 0x7f454c46);
  view.setUint32(4, 0x02010100);
  view.setUint16(16, 2, true);
  view.setUint16(18, 183, true);
  view.setUint32(20, 1, true);
  long(24, entry);
  long(32, headerSize);
  view.setUint16(52, headerSize, true);
  view.setUint16(54, segmentSize, true);
  view.setUint16(56, segments.length, true);
  segments.forEach(({ address, offset, bytes }, i) => {
    const at = headerSize + segmentSize * i;
    // To be loaded, with all rights.
    view.setUint32(at, 1, true);
    view.setUint32(at + 4, 7, true);
    long(at + 8, offset);
    long(at + 16, address);
    long(at + 24, address);
    long(at + 32, bytes);
    long(at + 40, bytes);
    long(at + 48, headerBytes);
  });
  return new Uint8Array(view.buffer);
}

function execute(file: Uint8Array, bytes: number): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "emulate-"));
  try {
    const path = join(folder, "program");
    writeFileSync(path, file);
    chmodSync(path, 0o755);
    const { status, signal, stdout, stderr } = spawnSync(command, [path], {
      maxBuffer: 2 ** 30,
      timeout: 120_000,
    });
    if (status !== 0 || stdout.length !== bytes) {
      throw new Error(
        `The emulated program ended with ${signal ?? status} and ${stdout.length} bytes of ${bytes}: ${stderr}`,
      );
    }
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
