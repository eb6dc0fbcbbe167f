/** The vector and mask instructions that kernels use, as Intel's manual writes their encodings. */

/** How one instruction is encoded and what it does with its operands, in Intel's order. */
export interface VectorInstruction {
  /** The implied prefix: 0 none, 1 is 66, 2 is F3, 3 is F2. */
  readonly prefix: number;
  /** The opcode map: 1 is 0F, 2 is 0F38, 3 is 0F3A. */
  readonly map: number;
  readonly wide: 0 | 1;
  readonly opcode: number;
  /** The part of the opcode that sits in ModRM's register field. */
  readonly digit?: number;
  readonly encoding: "vex" | "evex" | "both";
  /** Where each operand goes: `r` ModRM.reg, `v` vvvv, `m` ModRM.rm, `i` the upper half of the last byte. */
  readonly operands: string;
  /** What happens to each operand: `w` written, `u` read and written, `r` read. */
  readonly access: string;
  /** An immediate byte follows. */
  readonly immediate: boolean;
  /** What a memory operand holds: a vector, or one element. */
  readonly memory: "vector" | "element";
  /** Mask instructions: VEX.L. */
  readonly maskLength?: 0 | 1;
}

interface Details {
  readonly access?: string;
  readonly immediate?: boolean;
  readonly memory?: "element";
  readonly maskLength?: 0 | 1;
}

/** `code` is like "66.0F38.W0 B8" or "66.0F.W0 72 /6". */
function define(
  encoding: VectorInstruction["encoding"],
  code: string,
  operands: string,
  details: Details = {},
): VectorInstruction {
  const [fields, opcode, digit] = code.split(" ");
  const [prefix, map, wide] = fields!.split(".");
  return {
    prefix: ["NP", "66", "F3", "F2"].indexOf(prefix!),
    map: ["", "0F", "0F38", "0F3A"].indexOf(map!),
    wide: wide === "W1" ? 1 : 0,
    opcode: Number.parseInt(opcode!, 16),
    ...(digit === undefined ? {} : { digit: Number(digit.slice(1)) }),
    encoding,
    operands,
    access: details.access ?? "w" + "r".repeat(operands.length - 1),
    immediate: details.immediate ?? false,
    memory: details.memory ?? "vector",
    ...(details.maskLength === undefined ? {} : { maskLength: details.maskLength }),
  };
}

const immediate = { immediate: true };
const element = { memory: "element" } as const;
const store = { access: "rr" };
const shortMask = { maskLength: 0 } as const;
const longMask = { maskLength: 1 } as const;

/**
 * One row an instruction. A name may carry a suffix after a dot where one mnemonic has several forms: `.store`
 * writes memory, `.general` takes a general register, `.toGeneral` gives one, `.gather2` is AVX2's gather with a vector of masks.
 */
export const instructions = {
  vmovups: define("both", "NP.0F.W0 10", "rm"),
  "vmovups.store": define("both", "NP.0F.W0 11", "mr", store),
  vmovaps: define("both", "NP.0F.W0 28", "rm"),
  vmovss: define("both", "F3.0F.W0 10", "rm", element),
  "vmovss.store": define("both", "F3.0F.W0 11", "mr", { ...store, ...element }),
  vbroadcastss: define("both", "66.0F38.W0 18", "rm", element),
  "vpbroadcastd.general": define("evex", "66.0F38.W0 7C", "rm"),
  "vmovd.general": define("both", "66.0F.W0 6E", "rm", element),
  "vmovd.toGeneral": define("both", "66.0F.W0 7E", "mr", element),
  vmaskmovps: define("vex", "66.0F38.W0 2C", "rvm"),
  "vmaskmovps.store": define("vex", "66.0F38.W0 2E", "mvr", { access: "rrr" }),
  vextractps: define("both", "66.0F3A.W0 17", "mr", { ...store, ...immediate, ...element }),
  vextractf128: define("vex", "66.0F3A.W0 19", "mr", { access: "wr", ...immediate }),
  vextractf32x4: define("evex", "66.0F3A.W0 19", "mr", { access: "wr", ...immediate }),
  vinsertps: define("both", "66.0F3A.W0 21", "rvm", { ...immediate, ...element }),
  vinsertf128: define("vex", "66.0F3A.W0 18", "rvm", immediate),
  vinsertf32x4: define("evex", "66.0F3A.W0 18", "rvm", immediate),
  vgatherdps: define("evex", "66.0F38.W0 92", "rm", { access: "ur", ...element }),
  "vgatherdps.gather2": define("vex", "66.0F38.W0 92", "rmv", { access: "uru", ...element }),

  vaddps: define("both", "NP.0F.W0 58", "rvm"),
  vmulps: define("both", "NP.0F.W0 59", "rvm"),
  vsubps: define("both", "NP.0F.W0 5C", "rvm"),
  vminps: define("both", "NP.0F.W0 5D", "rvm"),
  vdivps: define("both", "NP.0F.W0 5E", "rvm"),
  vmaxps: define("both", "NP.0F.W0 5F", "rvm"),
  vsqrtps: define("both", "NP.0F.W0 51", "rm"),
  vfmadd231ps: define("both", "66.0F38.W0 B8", "rvm", { access: "urr" }),
  vroundps: define("vex", "66.0F3A.W0 08", "rm", immediate),
  vrndscaleps: define("evex", "66.0F3A.W0 08", "rm", immediate),
  vcvtdq2ps: define("both", "NP.0F.W0 5B", "rm"),
  vcvttps2dq: define("both", "F3.0F.W0 5B", "rm"),

  vpaddd: define("both", "66.0F.W0 FE", "rvm"),
  vpsubd: define("both", "66.0F.W0 FA", "rvm"),
  vpmulld: define("both", "66.0F38.W0 40", "rvm"),
  vpminsd: define("both", "66.0F38.W0 39", "rvm"),
  vpmaxsd: define("both", "66.0F38.W0 3D", "rvm"),
  vpabsd: define("both", "66.0F38.W0 1E", "rm"),
  vpslld: define("both", "66.0F.W0 72 /6", "vm", immediate),
  vpsrld: define("both", "66.0F.W0 72 /2", "vm", immediate),
  vpsrad: define("both", "66.0F.W0 72 /4", "vm", immediate),

  vandps: define("both", "NP.0F.W0 54", "rvm"),
  vorps: define("both", "NP.0F.W0 56", "rvm"),
  vxorps: define("both", "NP.0F.W0 57", "rvm"),

  /** Into a vector of all-ones lanes with VEX, into a mask register with EVEX. */
  vcmpps: define("both", "NP.0F.W0 C2", "rvm", immediate),
  vpcmpeqd: define("vex", "66.0F.W0 76", "rvm"),
  vpcmpgtd: define("vex", "66.0F.W0 66", "rvm"),
  vpcmpd: define("evex", "66.0F3A.W0 1F", "rvm", immediate),
  vblendvps: define("vex", "66.0F3A.W0 4A", "rvmi"),
  vblendmps: define("evex", "66.0F38.W0 65", "rvm"),

  vpermps: define("both", "66.0F38.W0 16", "rvm"),
  valignd: define("evex", "66.0F3A.W0 03", "rvm", immediate),

  kmovw: define("vex", "NP.0F.W0 90", "rm", shortMask),
  "kmovw.store": define("vex", "NP.0F.W0 91", "mr", { ...store, ...shortMask }),
  "kmovw.general": define("vex", "NP.0F.W0 92", "rm", shortMask),
  knotw: define("vex", "NP.0F.W0 44", "rm", shortMask),
  kandw: define("vex", "NP.0F.W0 41", "rvm", longMask),
  kandnw: define("vex", "NP.0F.W0 42", "rvm", longMask),
  korw: define("vex", "NP.0F.W0 45", "rvm", longMask),
  kxnorw: define("vex", "NP.0F.W0 46", "rvm", longMask),
  kxorw: define("vex", "NP.0F.W0 47", "rvm", longMask),
  kshiftrw: define("vex", "66.0F3A.W1 30", "rm", { ...immediate, ...shortMask }),
  kshiftlw: define("vex", "66.0F3A.W1 32", "rm", { ...immediate, ...shortMask }),
  vpmovm2d: define("evex", "F3.0F38.W0 38", "rm"),
  vpmovd2m: define("evex", "F3.0F38.W0 39", "rm"),
} as const satisfies Record<string, VectorInstruction>;

/** The name of a row. */
export type VectorName = keyof typeof instructions;

/** The row of an instruction, as the general type. */
export function vectorInstruction(name: VectorName): VectorInstruction {
  return instructions[name];
}
