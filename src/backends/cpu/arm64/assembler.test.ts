import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { flushCode } from "../native/instruction-cache.ts";
import { Assembler, type MachineMemory, type MachineOperand, stackPointer } from "./assembler.ts";
import { instructions, type VectorName, vectorInstruction } from "./instructions.ts";
import { neonNative } from "./target.ts";

const floats = "v#.4s, v#.4s, v#.4s";
const bytes = "v#.16b, v#.16b, v#.16b";
const unary = "v#.4s, v#.4s";
const shift = "v#.4s, v#.4s, #@";

/** How a disassembler writes the operands: # stands for the number of the next register, @ for the immediate. */
const operandTexts: Readonly<Record<VectorName, string>> = {
  fadd: floats,
  fsub: floats,
  fmul: floats,
  "fmul.element": "v#.4s, v#.4s, v#.s[0]",
  fdiv: floats,
  fmin: floats,
  fmax: floats,
  fmla: floats,
  "fmla.element": "v#.4s, v#.4s, v#.s[0]",
  fcmeq: floats,
  fcmge: floats,
  fcmgt: floats,
  add: floats,
  sub: floats,
  mul: floats,
  smin: floats,
  smax: floats,
  cmeq: floats,
  cmge: floats,
  cmgt: floats,
  and: bytes,
  orr: bytes,
  eor: bytes,
  bsl: bytes,
  fneg: unary,
  fabs: unary,
  neg: unary,
  abs: unary,
  mvn: "v#.16b, v#.16b",
  fsqrt: unary,
  frintn: unary,
  frintm: unary,
  frintp: unary,
  frintz: unary,
  scvtf: unary,
  fcvtzs: unary,
  shl: shift,
  ushr: shift,
  sshr: shift,
  "dup.element": "v#.4s, v#.s[@]",
  "dup.general": "v#.4s, w#",
  smov: "x#, v#.s[@]",
  ext: "v#.16b, v#.16b, v#.16b, #@",
  "movi.zero": "v#.2d, #0x0",
  "ldr.q": "q#, ",
  "ldr.d": "d#, ",
  "ldr.s": "s#, ",
  "str.q": "q#, ",
  "str.d": "d#, ",
  "str.s": "s#, ",
  ld1r: "{v#.4s}, ",
  "ld1.lane": "{v#.s}[@], ",
  "st1.lane": "{v#.s}[@], ",
  "ldr.literal": "q#, ",
  "add.scaled": "x#, x#, x#, lsl #2",
};

/** Immediates to try. */
const immediates: Readonly<Record<string, readonly number[]>> = {
  lane: [0, 1, 2, 3],
  laneAddress: [0, 1, 2, 3],
  shiftLeft: [0, 1, 17, 31],
  shiftRight: [1, 2, 17, 31],
  extract: [4, 8, 12],
};

interface Case {
  readonly write: (assembler: Assembler) => void;
  /** One line an instruction. */
  readonly texts: readonly string[];
}

const { command, options } = neonNative("futex").disassembler;

const skip = (() => {
  try {
    execFileSync(command, ["--version"]);
    return false;
  } catch {
    return `${command} is not installed`;
  }
})();

/** Each instruction as the disassembler reads it, without its address. */
function disassemble(code: Uint8Array): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "disassemble-"));
  try {
    const file = join(folder, "code.bin");
    writeFileSync(file, code);
    return execFileSync(command, [...options, file], { encoding: "utf8", maxBuffer: 1 << 28 })
      .split("\n")
      .filter((line) => /^\s+[0-9a-f]+:\t/.test(line))
      .map((line) =>
        line
          .slice(line.indexOf("\t") + 1)
          .replace(/\s+/g, " ")
          .replace(/ \/\/.*$/, "")
          .trim(),
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compare(cases: readonly Case[]): void {
  const assembler = new Assembler();
  for (const { write } of cases) write(assembler);
  const read = disassemble(assembler.finish());
  const expected = cases.flatMap(({ texts }) => texts);
  expected.forEach((text, i) => {
    assert.equal(read[i], text, `instruction ${i} of ${expected.length}`);
  });
  assert.equal(read.length, expected.length);
}

function general(number: number): string {
  return number === stackPointer ? "sp" : `x${number}`;
}

/** `[base, #displacement]` */
function memoryText(base: number, displacement: number): string {
  return displacement === 0 ? `[${general(base)}]` : `[${general(base)}, #${displacement}]`;
}

/** What is written of an access `mnemonic register`, and of the address before it. */
function accessTexts(access: string, size: number, { base, displacement }: MachineMemory): readonly string[] {
  const scaled = displacement / size;
  if (Number.isInteger(scaled) && scaled >= 0 && scaled < 4096) {
    return [access + memoryText(base, displacement)];
  }
  const [mnemonic, rest] = [access.slice(0, 2), access.slice(3)];
  if (displacement >= -256 && displacement < 256) {
    return [`${mnemonic === "ld" ? "ldu" : "stu"}r${rest}${memoryText(base, displacement)}`];
  }
  return [`mov x16, #0x${displacement.toString(16)}`, `${access}[${general(base)}, x16]`];
}

const numbers = [0, 31, 7, 16, 1, 30, 12];

function* vectorCases(name: VectorName): Generator<Case> {
  const { form, bytes: size } = vectorInstruction(name);
  const mnemonic = name.split(".")[0]!;
  const places = [...operandTexts[name].matchAll(/#(?!0|@|2)/g)].length;
  for (const immediate of immediates[form] ?? [0]) {
    for (let round = 0; round < numbers.length; round++) {
      const chosen = Array.from({ length: places }, (_, i) => numbers[(round + i * 2) % numbers.length]!);
      let at = 0;
      const text = operandTexts[name]
        .replace(/#(?!0|@|2)/g, () => String(chosen[at++]))
        .replace("@", form === "lane" || form === "laneAddress" ? String(immediate) : String(immediate))
        .replace(/\b([xw])31\b/g, (_, letter: string) => `${letter}zr`);
      const operands = chosen.map((number, i): MachineOperand => {
        const isGeneral = /^[xw]/.test(text.split(", ")[i]!);
        return { class: isGeneral ? "general" : "vector", number };
      });
      if (form === "memory") {
        for (const displacement of [0, 16, 4, -4, -256, 4092, 65520, 300, 20000]) {
          const memory = { base: [2, 31, 28][round % 3]!, displacement };
          yield {
            write: (to) => to.vector(name, [...operands, memory]),
            texts: accessTexts(`${mnemonic} ${text}`, size, memory),
          };
        }
      } else if (form === "address" || form === "laneAddress") {
        const base = [2, 31, 28][round % 3]!;
        const access = `${mnemonic} ${text}`;
        yield {
          write: (to) => to.vector(name, [...operands, { base, displacement: 0 }], immediate),
          texts: [`${access}[${general(base)}]`],
        };
        yield {
          write: (to) => to.vector(name, [...operands, { base, displacement: 8 }], immediate),
          texts: [`add x16, ${general(base)}, #0x8`, `${access}[x16]`],
        };
      } else if (form !== "literal") {
        yield {
          write: (to) => to.vector(name, operands, immediate),
          texts: [`${mnemonic} ${text}`],
        };
      }
    }
  }
}

test("each vector instruction is read by a disassembler as it was meant", { skip }, () => {
  const all = (Object.keys(instructions) as VectorName[]).flatMap((name) => [...vectorCases(name)]);
  assert.ok(all.length > 900);
  compare(all);
});

test("each integer instruction is read by a disassembler as it was meant", { skip }, () => {
  const all: Case[] = [];
  const add = (write: Case["write"], ...texts: readonly string[]): void => {
    all.push({ write, texts });
  };
  for (const [a, b, c] of [
    [0, 1, 2],
    [28, 19, 9],
    [17, 30, 16],
    [5, 0, 28],
  ] as const) {
    add((to) => to.move(a, b), `mov x${a}, x${b}`);
    add((to) => to.moveVector(a, b), `mov v${a}.16b, v${b}.16b`);
    add((to) => to.add(a, b, c), `add x${a}, x${b}, x${c}`);
    add((to) => to.multiply(a, b, c), `mul x${a}, x${b}, x${c}`);
    add((to) => to.multiplySubtract(a, b, c, a), `msub x${a}, x${c}, x${a}, x${b}`);
    add((to) => to.divide(a, b, c), `udiv x${a}, x${b}, x${c}`);
    add((to) => to.lowestBit(a, b), `and x${a}, x${b}, #0x1`);
    add((to) => to.countDown(a), `subs x${a}, x${a}, #0x1`);
    add((to) => to.compare32(a, b), `cmp w${a}, w${b}`);
    add((to) => to.compareConstant32(a, 77), `cmp w${a}, #0x4d`);
    add((to) => to.compareConstant32(a, 5000), "mov x16, #0x1388", `cmp w${a}, w16`);
    add((to) => to.loadAcquire32(a, b), `ldar w${a}, [x${b}]`);
    add((to) => to.storeRelease32(a, b), `stlr w${a}, [x${b}]`);
    add((to) => to.jumpTo(a), `br x${a}`);
    for (const base of [b, stackPointer]) {
      for (const displacement of [0, 8, -8, 32760, 40000]) {
        const memory = { base, displacement };
        add((to) => to.memory("load64", a, memory), ...accessTexts(`ldr x${a}, `, 8, memory));
        add((to) => to.memory("store64", a, memory), ...accessTexts(`str x${a}, `, 8, memory));
        add((to) => to.memory("load32", a, memory), ...accessTexts(`ldr w${a}, `, 4, memory));
        add((to) => to.memory("store32", a, memory), ...accessTexts(`str w${a}, `, 4, memory));
      }
      const from = general(base);
      add((to) => to.addConstant(a, base, 17), `add x${a}, ${from}, #0x11`);
      add((to) => to.addConstant(a, base, -17), `sub x${a}, ${from}, #0x11`);
      add((to) => to.addConstant(a, base, 0x5000), `add x${a}, ${from}, #0x5, lsl #12`);
      add(
        (to) => to.addConstant(a, base, 0x5011),
        `add x${a}, ${from}, #0x5, lsl #12`,
        `add x${a}, x${a}, #0x11`,
      );
      add(
        (to) => to.addConstant(a, base, -0x5011),
        `sub x${a}, ${from}, #0x5, lsl #12`,
        `sub x${a}, x${a}, #0x11`,
      );
      add(
        (to) => to.addConstant(a, base, 0x5000011),
        "mov x16, #0x11",
        "movk x16, #0x500, lsl #16",
        base === stackPointer ? `add x${a}, sp, x16` : `add x${a}, ${from}, x16, uxtx`,
      );
    }
    add((to) => to.moveConstant(a, 0), `mov x${a}, #0x0`);
    add((to) => to.moveConstant(a, 77), `mov x${a}, #0x4d`);
    add((to) => to.moveConstant(a, 0x50000), `mov x${a}, #0x50000`);
    add((to) => to.moveConstant(a, 0x50007), `mov x${a}, #0x7`, `movk x${a}, #0x5, lsl #16`);
    add((to) => to.moveConstant(a, 0x1000000000000), `mov x${a}, #0x1000000000000`);
    add((to) => to.moveConstant(a, -1), `mov x${a}, #0xffffffffffffffff`);
    add((to) => to.moveConstant(a, -8), `mov x${a}, #0xfffffffffffffff8`);
    add(
      (to) => to.moveConstant(a, -0x50008),
      `mov x${a}, #0xfffffffffffffff8`,
      `movk x${a}, #0xfffa, lsl #16`,
    );
  }
  add((to) => to.pushPair("general", 19), "stp x19, x20, [sp, #-16]!");
  add((to) => to.popPair("general", 29), "ldp x29, x30, [sp], #16");
  add((to) => to.pushPair("vector", 8), "stp d8, d9, [sp, #-16]!");
  add((to) => to.popPair("vector", 14), "ldp d14, d15, [sp], #16");
  add((to) => to.barrier(), "dmb ish");
  add((to) => to.synchronizeInstructions(), "isb");
  add((to) => to.yield(), "yield");
  add((to) => to.systemCall(), "svc #0x0");
  add((to) => to.ret(), "ret");
  compare(all);
});

test("branches reach their labels in both directions, and gaps are filled with no-operations", {
  skip,
}, () => {
  const assembler = new Assembler();
  const [back, ahead] = [assembler.label(), assembler.label()];
  assembler.bind(back);
  assembler.ret();
  assembler.jump(ahead);
  assembler.jumpIf("notEqual", back);
  assembler.jumpIf("below", ahead);
  assembler.jumpIf("aboveEqual", ahead);
  assembler.jumpIf("equal", ahead);
  assembler.jumpIfZero32(3, back);
  assembler.call(ahead);
  assembler.callAt(-64);
  assembler.fetchAdd32(1, 2, 1, 3, 4);
  assembler.fetchAdd32(1, 2, -1, 3, 4);
  assembler.align(32);
  assembler.bind(ahead);
  assembler.ret();
  const read = disassemble(assembler.finish()).filter((line) => line !== "nop");
  const add = (mnemonic: string, at: string): string[] => [
    "ldaxr w1, [x2]",
    `${mnemonic} w3, w1, #0x1`,
    "stlxr w4, w3, [x2]",
    `cbnz w4, ${at}`,
  ];
  assert.deepEqual(read, [
    "ret",
    "b 0x60",
    "b.ne 0x0",
    "b.cc 0x60",
    "b.cs 0x60",
    "b.eq 0x60",
    "cbz w3, 0x0",
    "bl 0x60",
    "bl 0xffffffffffffffc0",
    ...add("add", "0x24"),
    ...add("sub", "0x34"),
    "ret",
  ]);
});

test("constants lie aligned after the code and are read relative to the instruction", { skip }, () => {
  const assembler = new Assembler();
  const [one, two] = [1, 31].map((number) => ({ class: "vector", number }) as const);
  assembler.vector("ldr.literal", [one!, { words: [1, 2, 3, 4] }]);
  assembler.vector("ldr.literal", [two!, { words: [-1, 0, 0, 7] }]);
  assembler.vector("ldr.literal", [two!, { words: [1, 2, 3, 4] }]);
  assembler.ret();
  assembler.ret();
  const code = assembler.finish();
  const read = disassemble(code.subarray(0, 12));
  assert.deepEqual(read, ["ldr q1, 0x20", "ldr q31, 0x30", "ldr q31, 0x20"]);
  const constants = [...new Int32Array(code.buffer, 0x20)];
  assert.deepEqual(constants, [1, 2, 3, 4, -1, 0, 0, 7]);
});

test("the code that makes other code seen cleans the data cache, then the instruction cache", {
  skip,
}, () => {
  assert.deepEqual(disassemble(new Uint8Array(flushCode.buffer)), [
    "mov x2, x0",
    "dc cvau, x2",
    "add x2, x2, #0x10",
    "cmp x2, x1",
    "b.cc 0x4",
    "dsb ish",
    "ic ivau, x0",
    "add x0, x0, #0x10",
    "cmp x0, x1",
    "b.cc 0x18",
    "dsb ish",
    "isb",
    "ret",
  ]);
});

test("a label that is never bound is an error, and so is one out of reach", () => {
  const lost = new Assembler();
  lost.jump(lost.label());
  assert.throws(() => lost.finish(), /Cannot jump to label 0: expected a bound label/);
  const far = new Assembler();
  const label = far.label();
  far.jumpIf("equal", label);
  for (let i = 0; i < 2 ** 18; i++) far.ret();
  far.bind(label);
  assert.throws(() => far.finish(), /Cannot reach what lies 1048580 bytes away: expected less than 1048576/);
});
