/**
 * Kernels that a program has already. Networks repeat their blocks, and the kernels of equal blocks differ in their
 * buffers only: such a kernel is written once and launched with other arguments.
 */

import type { View } from "../base/view.ts";
import type { Expression, Storage } from "./expression.ts";
import type { Kernel, Launch } from "./lowered/program.ts";
import type { Pass } from "./pass.ts";

/** A kernel, and which of the storages that its form names its arguments are. */
interface Written {
  readonly kernel: Kernel;
  readonly storages: readonly number[];
}

/** What kernels are written from. */
export interface Source {
  /** What kind of kernel it is, and all numbers that matter besides the passes. */
  readonly facts: string;
  readonly passes: readonly Pass[];
  /** Besides those of the passes. */
  readonly storages?: readonly Storage[];
}

/** Kernels by the sources that they were written from. */
export class WrittenKernels {
  private readonly byForm = new Map<string, readonly Written[]>();

  /**
   * Launches that do what a source says. `write` writes their kernels from the source alone, with its storages as
   * arguments; it is called unless a source that differs in its storages only was there before.
   */
  launches(source: Source, write: () => readonly Launch[]): Launch[] {
    const form = new Form(source);
    let known = this.byForm.get(form.text);
    if (known === undefined) {
      known = write().map(({ kernel, arguments: given }) => ({
        kernel,
        storages: given.map((argument) => form.storages.indexOf(argument as Storage)),
      }));
      this.byForm.set(form.text, known);
    }
    return known.map(({ kernel, storages }) => ({
      kernel,
      arguments: storages.map((place) => form.storages[place]!),
    }));
  }
}

/** A source as text, from which it could be read back except for its storages: equal texts, equal kernels. */
class Form {
  readonly storages: Storage[] = [];
  text: string;
  private readonly expressions = new Map<Expression, number>();

  constructor({ facts, passes, storages = [] }: Source) {
    this.text = facts;
    for (const storage of storages) this.storage(storage);
    for (const { name, shape, expression, storage, view, reducing } of passes) {
      this.text += `|${name} ${shape}`;
      if (reducing !== undefined) this.text += ` ${reducing.combine} ${reducing.axes}`;
      this.storage(storage);
      this.view(view);
      this.expression(expression);
    }
  }

  private expression(at: Expression): void {
    const known = this.expressions.get(at);
    if (known !== undefined) {
      this.text += `#${known}`;
      return;
    }
    this.expressions.set(at, this.expressions.size);
    this.text += ` ${at.kind} ${at.dtype} ${at.cost}`;
    if (at.kind === "constant") this.text += Object.is(at.value, -0) ? " -0" : ` ${at.value}`;
    else if (at.kind === "compute") {
      this.text += ` ${at.op}`;
      for (const name in at.attributes) this.text += ` ${name}=${at.attributes[name]}`;
      this.text += "(";
      for (const operand of at.operands) this.expression(operand);
      this.text += ")";
    } else {
      if (at.kind === "load") this.storage(at.storage);
      this.view(at.view);
    }
  }

  private storage(storage: Storage): void {
    let place = this.storages.indexOf(storage);
    if (place < 0) place = this.storages.push(storage) - 1;
    this.text += ` $${place} ${storage.type}`;
  }

  private view({ strides, offset }: View): void {
    this.text += ` ${strides}+${offset}`;
  }
}
