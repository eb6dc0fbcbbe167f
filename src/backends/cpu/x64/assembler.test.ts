import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { MachineRegister } from "../native/machine.ts";
import { Assembler, type MachineOperand } from "./assembler.ts";
import type { MachineMemory, VectorWidth } from "./encoding.ts";
import { instructions, type VectorName, vectorInstruction } from "./instructions.ts";

/**
 * What each instruction takes: v a vector of the instruction's width, x xmm, k a mask register, g a 32-bit general
 * register; m memory of that width, h half of it, d one element, w two bytes, e one element for every lane, s
 * a vector of indices.
 */
const forms: Readonly<Record<VectorName, readonly string[]>> = {
  vmovups: ["v v", "v m"],
  "vmovups.store": ["m v"],
  vmovaps: ["v v"],
  vmovss: ["x d"],
  "vmovss.store": ["d x"],
  vbroadcastss: ["v x", "v d"],
  "vpbroadcastd.general": ["v g"],
  "vmovd.general": ["x g"],
  "vmovd.toGeneral": ["g x"],
  vmaskmovps: ["v v m"],
  "vmaskmovps.store": ["m v v"],
  vextractps: ["d x #"],
  vextractf128: ["x v #"],
  vextractf32x4: ["x v #"],
  vinsertps: ["x x x #", "x x d #"],
  vinsertf128: ["v v x #"],
  vinsertf32x4: ["v v x #"],
  vgatherdps: ["v s"],
  "vgatherdps.gather2": ["v s v"],
  vaddps: ["v v v", "v v m", "v v e"],
  vmulps: ["v v v", "v v m", "v v e"],
  vsubps: ["v v v", "v v m", "v v e"],
  vminps: ["v v v"],
  vdivps: ["v v v", "v v m", "v v e"],
  vmaxps: ["v v v"],
  vsqrtps: ["v v", "v m", "v e"],
  vfmadd231ps: ["v v v", "v v m", "v v e"],
  vroundps: ["v v #"],
  vrndscaleps: ["v v #"],
  vcvtdq2ps: ["v v", "v m"],
  vcvttps2dq: ["v v", "v m"],
  vpaddd: ["v v v", "v v m", "v v e"],
  vpsubd: ["v v v", "v v m", "v v e"],
  vpmulld: ["v v v", "v v m", "v v e"],
  vpminsd: ["v v v"],
  vpmaxsd: ["v v v"],
  vpabsd: ["v v"],
  vpslld: ["v v #"],
  vpsrld: ["v v #"],
  vpsrad: ["v v #"],
  vandps: ["v v v", "v v m", "v v e"],
  vorps: ["v v v", "v v m", "v v e"],
  vxorps: ["v v v", "v v m", "v v e"],
  vcmpps: ["k v v #", "k v m #", "k v e #", "v v v #"],
  vpcmpeqd: ["v v v"],
  vpcmpgtd: ["v v v"],
  vpcmpd: ["k v v #"],
  vblendvps: ["v v v v", "v v m v"],
  vblendmps: ["v v v", "v v e"],
  vpermps: ["v v v"],
  valignd: ["v v v #"],
  kmovw: ["k k", "k w"],
  "kmovw.store": ["w k"],
  "kmovw.general": ["k g"],
  knotw: ["k k"],
  kandw: ["k k k"],
  kandnw: ["k k k"],
  korw: ["k k k"],
  kxnorw: ["k k k"],
  kxorw: ["k k k"],
  kshiftrw: ["k k #"],
  kshiftlw: ["k k #"],
  vpmovm2d: ["v k"],
  vpmovd2m: ["k v"],
};

const long = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split(" ");
const short = "eax ecx edx ebx esp ebp esi edi r8d r9d r10d r11d r12d r13d r14d r15d".split(" ");
const bases = [0, 4, 5, 8, 12, 13, 15, 3];
const displacements = [0, 64, -64, 4, 8196, -0x12345678, 128, -2048, 512];
const lowNumbers = [1, 9, 15, 8, 0, 7, 12];
const highNumbers = [1, 17, 31, 9, 16, 0, 24, 8];
const comparisons: Readonly<Record<number, string>> = {
  0: "eq",
  4: "neq",
  7: "ord",
  17: "lt_oq",
  18: "le_oq",
  29: "ge_oq",
};
const intComparisons: Readonly<Record<number, string>> = { 0: "eq", 1: "lt", 2: "le", 4: "neq" };
const letters = { 128: "x", 256: "y", 512: "z" } as const;

interface Case {
  readonly write: (assembler: Assembler) => void;
  readonly text: string;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function memoryText({ base, index, scale, displacement }: MachineMemory, indexWidth: VectorWidth): string {
  const second = index === undefined ? "" : `+${letters[indexWidth]}mm${index.number}*${scale}`;
  const explicit = (base! & 7) === 5 ? "+0x0" : "";
  const sign = displacement < 0 ? "-" : "+";
  return `[${long[base!]}${second}${displacement === 0 ? explicit : sign + hex(Math.abs(displacement))}]`;
}

/** Cases of one form at one width, over registers and displacements. */
function* cases(name: VectorName, form: string, width: VectorWidth): Generator<Case> {
  const { encoding, operands: places } = vectorInstruction(name);
  const parts = form.split(" ").filter((part) => part !== "#");
  const evex =
    encoding === "evex" ||
    (encoding === "both" && (width === 512 || form.startsWith("k") || form.includes("e")));
  const high = evex || encoding === "both";
  for (let round = 0; round < 9; round++) {
    const numbers = high && (evex || name !== "vcmpps") ? highNumbers : lowNumbers;
    const number = (i: number) => numbers[(round * 3 + i * 2) % numbers.length]!;
    const texts: string[] = [];
    const operands = parts.map((part, i): MachineOperand => {
      const register = (cls: MachineRegister["class"], n: number, text: string): MachineRegister => {
        texts.push(text);
        return { class: cls, number: n };
      };
      if (part === "v") return register("vector", number(i), `${letters[width]}mm${number(i)}`);
      if (part === "x") return register("vector", number(i), `xmm${number(i)}`);
      if (part === "k") return register("mask", (round + i) % 8, `k${(round + i) % 8}`);
      if (part === "g") return register("general", bases[round % 8]!, short[bases[round % 8]!]!);
      const memory = {
        base: bases[(round * 5 + i) % bases.length]!,
        displacement: displacements[round % displacements.length]!,
        ...(part === "e" ? { broadcast: true } : {}),
        ...(part === "s"
          ? { index: { class: "vector", number: number(i + 2) } as const, scale: 4 as const }
          : {}),
      };
      const size =
        part === "m"
          ? `${letters[width].toUpperCase()}MMWORD PTR `
          : part === "w"
            ? "WORD PTR "
            : part === "e"
              ? "DWORD BCST "
              : "DWORD PTR ";
      texts.push(size + memoryText(memory, width));
      return memory;
    });
    const immediate = immediateOf(name, round);
    const wantsMask = evex && !form.startsWith("k k") && !places.includes("i");
    const always = name === "vgatherdps";
    const takesMask = wantsMask && !/^(vpmov|vmovd|vpmovd2m|vextractps|vinsertps)/.test(name);
    const mask =
      always || (takesMask && round % 2 === 1)
        ? { class: "mask" as const, number: (round % 7) + 1 }
        : undefined;
    const zeroing = mask !== undefined && round % 4 === 3 && !"kms".includes(parts[0]!);
    if (name === "vgatherdps" && zeroing) continue;
    if (mask !== undefined) texts[0] += `{k${mask.number}}${zeroing ? "{z}" : ""}`;
    const suffix = immediate?.text === undefined ? "" : `,${immediate.text}`;
    yield {
      write: (assembler) =>
        assembler.vector(name, width, operands, {
          ...(mask === undefined ? {} : { mask }),
          zeroing,
          ...(immediate === undefined ? {} : { immediate: immediate.value }),
        }),
      text: `${immediate?.mnemonic ?? name.split(".")[0]} ${texts.join(",")}${suffix}`,
    };
  }
}

function immediateOf(
  name: VectorName,
  round: number,
): { value: number; text?: string; mnemonic?: string } | undefined {
  if (!instructions[name].immediate) return undefined;
  if (name === "vcmpps" || name === "vpcmpd") {
    const table = name === "vcmpps" ? comparisons : intComparisons;
    const [value, word] = Object.entries(table)[round % Object.keys(table).length]!;
    return { value: Number(value), mnemonic: name === "vcmpps" ? `vcmp${word}ps` : `vpcmp${word}d` };
  }
  const value = name === "vextractf128" ? 1 : round + 1;
  return { value, text: hex(value) };
}

function widthsOf(name: VectorName, form: string): readonly VectorWidth[] {
  const { encoding } = vectorInstruction(name);
  if (
    form.startsWith("k k") ||
    /[wg]/.test(form) ||
    form === "x d" ||
    form === "d x" ||
    name === "vextractps" ||
    name === "vinsertps"
  ) {
    return name === "vpbroadcastd.general" ? [128, 256, 512] : [128];
  }
  if (name === "vextractf128" || name === "vinsertf128") return [256];
  if (name === "vextractf32x4" || name === "vinsertf32x4") return [256, 512];
  if (name === "vpermps") return [256, 512];
  if (name === "vcmpps" && form.startsWith("v")) return [128, 256];
  return encoding === "vex" ? [128, 256] : [128, 256, 512];
}

/** Each instruction as the disassembler reads it, without its address. */
function disassemble(code: Uint8Array): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "disassemble-"));
  try {
    const file = join(folder, "code.bin");
    writeFileSync(file, code);
    const args = ["-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", "--no-show-raw-insn", file];
    const output = execFileSync("objdump", args, { encoding: "utf8", maxBuffer: 1 << 28 });
    return output
      .split("\n")
      .filter((line) => /^\s+[0-9a-f]+:\t/.test(line))
      .map((line) => line.split("\t")[1]!.replace(/\s+/g, " ").replace(/ #.*$/, "").trim());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const noDisassembler = (() => {
  try {
    execFileSync("objdump", ["--version"]);
    return false;
  } catch {
    return "objdump is not installed";
  }
})();

function compare(all: readonly Case[]): void {
  const assembler = new Assembler();
  for (const { write } of all) write(assembler);
  const read = disassemble(assembler.finish());
  all.forEach(({ text }, i) => {
    assert.equal(read[i], text, `instruction ${i} of ${all.length}`);
  });
  assert.equal(read.length, all.length);
}

test("each vector instruction is read by a disassembler as it was meant", { skip: noDisassembler }, () => {
  const all: Case[] = [];
  for (const name of Object.keys(instructions) as VectorName[]) {
    for (const form of forms[name]) {
      for (const width of widthsOf(name, form)) all.push(...cases(name, form, width));
    }
  }
  assert.ok(all.length > 1500);
  compare(all);
});

test("each integer instruction is read by a disassembler as it was meant", { skip: noDisassembler }, () => {
  const all: Case[] = [];
  const add = (text: string, write: (assembler: Assembler) => void) => all.push({ text, write });
  for (const a of [0, 4, 5, 7, 8, 12, 13, 15]) {
    const left: MachineRegister = { class: "general", number: a };
    const name = long[a]!;
    for (const b of [1, 6, 10, 15]) {
      const right: MachineRegister = { class: "general", number: b };
      add(`mov ${name},${long[b]}`, (to) => to.move(left, right));
      add(`add ${name},${long[b]}`, (to) => to.add(left, right));
      add(`sub ${name},${long[b]}`, (to) => to.subtract(left, right));
      add(`cmp ${name},${long[b]}`, (to) => to.compare(left, right));
      add(`cmp ${short[a]},${short[b]}`, (to) => to.compare32(left, right));
      add(`imul ${name},${long[b]}`, (to) => to.multiply(left, right));
      add(`imul ${name},${long[b]},0x12345`, (to) => to.multiplyConstant(left, right, 0x12345));
      for (const displacement of [0, 8, -8, 1000]) {
        const memory = { base: a, displacement };
        const place = memoryText(memory, 128);
        add(`mov QWORD PTR ${place},${long[b]}`, (to) => to.move(memory, right));
        add(`mov ${long[b]},QWORD PTR ${place}`, (to) => to.move(right, memory));
        add(`mov DWORD PTR ${place},${short[b]}`, (to) => to.move32(memory, right));
        add(`sub ${long[b]},QWORD PTR ${place}`, (to) => to.subtract(right, memory));
        add(`cmp QWORD PTR ${place},${long[b]}`, (to) => to.compare(memory, right));
        add(`add QWORD PTR ${place},0x1`, (to) => to.withConstant("add", memory, 1));
        add(`imul ${long[b]},QWORD PTR ${place},0x12345`, (to) =>
          to.multiplyConstant(right, memory, 0x12345),
        );
        add(`lea ${long[b]},${place}`, (to) => to.loadAddress(right, memory));
        add(`dec QWORD PTR ${place}`, (to) => to.decrement(memory));
        add(`mov ${short[b]},DWORD PTR ${place}`, (to) => to.load32(right, memory));
        add(`cmp DWORD PTR ${place},${short[b]}`, (to) => to.compare32(memory, right));
        add(`lock xadd DWORD PTR ${place},${short[b]}`, (to) => to.atomicExchangeAdd32(memory, right));
        add(`lock cmpxchg QWORD PTR ${place},${long[b]}`, (to) => to.atomicCompareExchange(memory, right));
        add(`lock inc DWORD PTR ${place}`, (to) => to.atomicCount32(memory, 1));
        add(`lock dec DWORD PTR ${place}`, (to) => to.atomicCount32(memory, -1));
        add(`mov DWORD PTR ${place},0x12345`, (to) => to.store32(memory, 0x12345));
        add(`cmp DWORD PTR ${place},0x12345`, (to) => to.compareConstant32(memory, 0x12345));
        add(`jmp QWORD PTR ${place}`, (to) => to.jumpThrough(memory));
      }
    }
    add(`shl ${name},0x20`, (to) => to.shift("left", left, 32));
    add(`shr ${name},0x20`, (to) => to.shift("right", left, 32));
    add(`xor ${short[a]},${short[a]}`, (to) => to.clear(left));
    add(`div ${name}`, (to) => to.divide(left));
    add(`dec ${name}`, (to) => to.decrement(left));
    add(`push ${name}`, (to) => to.push(left));
    add(`pop ${name}`, (to) => to.pop(left));
    add(`mov ${short[a]},0x7`, (to) => to.moveConstant(left, 7));
    add(`mov ${short[a]},0xfedcba98`, (to) => to.moveConstant(left, 0xfedcba98));
    add(`mov ${name},0xfffffffffffffff9`, (to) => to.moveConstant(left, -7));
    add(`movabs ${name},0x123456789a`, (to) => to.moveConstant(left, 0x123456789a));
    add(`movabs ${name},0xffffffedcba98766`, (to) => to.moveConstant(left, -0x123456789a));
    for (const [operation, mnemonic] of [
      ["add", "add"],
      ["and", "and"],
      ["subtract", "sub"],
      ["compare", "cmp"],
    ] as const) {
      add(`${mnemonic} ${name},0x40`, (to) => to.withConstant(operation, left, 0x40));
      add(`${mnemonic} ${name},0xffffffffffffff80`, (to) => to.withConstant(operation, left, -128));
      add(`${mnemonic} ${name},0x12345`, (to) => to.withConstant(operation, left, 0x12345));
    }
  }
  add("pause", (to) => to.pause());
  add("syscall", (to) => to.systemCall());
  add("vzeroupper", (to) => to.zeroUpper());
  add("cpuid", (to) => to.processorId());
  add("xgetbv", (to) => to.extendedControl());
  add("ret", (to) => to.ret());
  compare(all);
});

test("jumps reach their labels in both directions and gaps are filled with no-operations", {
  skip: noDisassembler,
}, () => {
  const assembler = new Assembler();
  const [back, ahead] = [assembler.label(), assembler.label()];
  assembler.bind(back);
  assembler.ret();
  assembler.jump(ahead);
  assembler.jumpIf("notEqual", back);
  assembler.jumpIf("less", ahead);
  assembler.align(16);
  assembler.bind(ahead);
  assembler.ret();
  const read = disassemble(assembler.finish()).filter((line) => !line.includes("nop"));
  assert.deepEqual(read, ["ret", "jmp 0x20", "jne 0x0", "jl 0x20", "ret"]);
});

test("constants lie aligned after the code and are read relative to the instruction", {
  skip: noDisassembler,
}, () => {
  const assembler = new Assembler();
  const zmm: MachineRegister = { class: "vector", number: 20 };
  const words = Array.from({ length: 16 }, (_, i) => i);
  assembler.vector("vaddps", 512, [zmm, zmm, { words: [7], broadcast: true }]);
  assembler.vector("vcmpps", 512, [{ class: "mask", number: 1 }, zmm, { words }], { immediate: 0 });
  assembler.ret();
  const code = assembler.finish();
  const end = assembler.length;
  assert.equal(end % 4, 0);
  const read = disassemble(code.subarray(0, 22));
  assert.match(read[0]!, /DWORD BCST \[rip\+0x([0-9a-f]+)\]/);
  const offsets = read.slice(0, 2).map((line) => Number.parseInt(/rip\+0x([0-9a-f]+)/.exec(line)![1]!, 16));
  const view = new DataView(code.buffer);
  assert.equal(view.getInt32(10 + offsets[0]!, true), 7);
  assert.equal((21 + offsets[1]!) % 64, 0);
  assert.equal(view.getInt32(21 + offsets[1]! + 4 * 15, true), 15);
});

test("instructions of AVX-512 are refused where they cannot run", () => {
  const assembler = new Assembler({ longEncoding: false });
  const [low, high] = [1, 17].map((number): MachineRegister => ({ class: "vector", number }));
  assembler.vector("vaddps", 256, [low!, low!, low!]);
  const wrong: readonly (() => void)[] = [
    () => assembler.vector("vaddps", 256, [low!, low!, high!]),
    () => assembler.vector("vaddps", 512, [low!, low!, low!]),
    () => assembler.vector("vaddps", 256, [low!, low!, { words: [1], broadcast: true }]),
  ];
  for (const act of wrong) assert.throws(act, /expected an instruction of AVX2, got one of AVX-512/);
});

test("a label that is never bound is an error", () => {
  const assembler = new Assembler();
  assembler.jump(assembler.label());
  assert.throws(() => assembler.finish(), /Cannot jump to label 0: expected a bound label/);
});
