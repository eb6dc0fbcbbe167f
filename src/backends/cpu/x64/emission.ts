/** What statements and operations are written with: fresh virtual registers and appended machine steps. */

import { type RegisterClass, StepWriter, type Virtual } from "../native/machine.ts";
import type { ConstantMemory } from "./assembler.ts";
import type { VectorWidth } from "./encoding.ts";
import type { VectorName } from "./instructions.ts";
import { type VectorStep, type VectorStepOptions, type VirtualOperand, vectorStep } from "./machine.ts";

/** The instruction set a kernel is written for: it decides the lanes (16 or 8) and the form of masks. */
export type InstructionSet = "avx512" | "avx2";

/** Predicates of vcmpps: ordered ones are false for NaN; none of them signals. */
export const floatPredicates = {
  equal: 0,
  notEqual: 4,
  ordered: 7,
  less: 17,
  lessEqual: 18,
  greaterEqual: 29,
} as const;

/** The steps of one kernel as they are written. */
export class Emission extends StepWriter<VectorStep> {
  readonly set: InstructionSet;

  constructor(set: InstructionSet) {
    super();
    this.set = set;
  }

  /** The width of the target's vectors. */
  get fullWidth(): VectorWidth {
    return this.set === "avx512" ? 512 : 256;
  }

  /** Where truth values live: a mask register's bits, or all-ones lanes of a vector. */
  get maskClass(): RegisterClass {
    return this.set === "avx512" ? "mask" : "vector";
  }

  vector(
    name: VectorName,
    width: VectorWidth,
    operands: readonly VirtualOperand[],
    options: VectorStepOptions = {},
  ): void {
    this.push(vectorStep(name, width, operands, options));
  }

  /** A vector instruction into a fresh vector register. */
  value(
    name: VectorName,
    width: VectorWidth,
    sources: readonly VirtualOperand[],
    options: VectorStepOptions = {},
  ): Virtual {
    const result = this.fresh("vector");
    this.vector(name, width, [result, ...sources], options);
    return result;
  }

  /** A mask instruction into a fresh mask register (AVX-512 only). */
  maskValue(
    name: VectorName,
    width: VectorWidth,
    sources: readonly VirtualOperand[],
    immediate?: number,
  ): Virtual {
    const result = this.fresh("mask");
    this.vector(name, width, [result, ...sources], immediate === undefined ? {} : { immediate });
    return result;
  }

  /** A memory operand whose every lane is `word`. */
  everyLane(word: number, width: VectorWidth): ConstantMemory {
    if (this.set === "avx512") return { words: [word], broadcast: true };
    return { words: Array.from({ length: width / 32 }, () => word) };
  }

  zero(width: VectorWidth): Virtual {
    const result = this.fresh("vector");
    this.vector("vxorps", width, [result, result, result]);
    return result;
  }

  /** A truth value a lane from a comparison of floats. */
  compareFloats(
    predicate: keyof typeof floatPredicates,
    width: VectorWidth,
    a: Virtual,
    b: VirtualOperand,
  ): Virtual {
    const result = this.fresh(this.maskClass);
    this.vector("vcmpps", width, [result, a, b], { immediate: floatPredicates[predicate] });
    return result;
  }

  /** a where true, else b. */
  blend(width: VectorWidth, condition: Virtual, a: VirtualOperand, b: Virtual): Virtual {
    if (this.set === "avx512") return this.value("vblendmps", width, [b, a], { mask: condition });
    return this.value("vblendvps", width, [b, a, condition]);
  }
}
