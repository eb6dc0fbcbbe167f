import {
  filledVariable,
  noGrad,
  type Parameter,
  realize,
  type ScalarCell,
  scalarCell,
  type Tensor,
} from "../tensor/index.ts";
import { requireAtLeastZero } from "./requirements.ts";

/**
 * What all update rules share: the parameters, a learning rate that can change at any time, and state tensors
 * that live on the device. A rule says what one parameter becomes, in `update`.
 */
export abstract class Optimizer {
  readonly parameters: readonly Parameter[];
  /** The learning rate as an input of the step's program: to change it never compiles anything again. */
  protected readonly learningRate: ScalarCell;
  private readonly state = new Map<string, Tensor>();

  /** Throws: RangeError if there are no parameters or the rate is not a number of at least 0. */
  constructor(parameters: Iterable<Parameter>, lr: number) {
    this.parameters = [...parameters];
    if (this.parameters.length === 0) {
      throw new RangeError(
        `Cannot make ${this.constructor.name} for no parameters: expected at least one. Pass model.parameters().`,
      );
    }
    requireAtLeastZero(this.constructor.name, "lr", lr);
    this.learningRate = scalarCell(lr);
  }

  /** The learning rate of the next step. Throws, when set: RangeError if it is not a number of at least 0. */
  get lr(): number {
    return this.learningRate.value;
  }

  set lr(lr: number) {
    requireAtLeastZero(this.constructor.name, "lr", lr);
    this.learningRate.value = lr;
  }

  /**
   * Updates every parameter that has a gradient, and computes the loss that the gradients came from in the same
   * program. Gradients stay until `zeroGrad`.
   */
  step(): void {
    noGrad(() => {
      this.begin();
      this.parameters.forEach((parameter, i) => {
        if (parameter.grad !== undefined) this.update(parameter, parameter.grad, i);
      });
    });
    realize();
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = undefined;
  }

  /**
   * The state tensors under their names, as they are now: with the parameters, all that the next step depends
   * on. The learning rate and other settings are not in it.
   */
  stateDict(): Record<string, Tensor> {
    return Object.fromEntries([...this.state].map(([name, tensor]) => [name, tensor.detach()]));
  }

  /**
   * Goes on from a saved state. Throws: RangeError if a name or a shape differs; then nothing is changed.
   */
  loadStateDict(values: Readonly<Record<string, Tensor>>): void {
    const own = this.state;
    const problems = [...own].flatMap(([name, tensor]) => {
      if (!Object.hasOwn(values, name)) return [`"${name}" is missing`];
      const [given, expected] = [describe(values[name]!), describe(tensor)];
      return given === expected ? [] : [`"${name}" is ${given} where ${expected} is expected`];
    });
    for (const name of Object.keys(values)) if (!own.has(name)) problems.push(`"${name}" is unexpected`);
    if (problems.length > 0) {
      throw new RangeError(
        `Cannot load a state into ${this.constructor.name}: ${problems.join("; ")}. Make the optimizer with the ` +
          `same options and parameters as the one that was saved.`,
      );
    }
    noGrad(() => {
      for (const [name, tensor] of this.state) tensor.assign(values[name]!);
    });
  }

  /** What happens once a step, before the parameters. */
  protected begin(): void {}

  /** Assigns parameter i its next value, given its gradient. */
  protected abstract update(parameter: Parameter, gradient: Tensor, i: number): void;

  /** A new state tensor, filled with a number, that is saved under `name`. */
  protected newState(name: string, shape: readonly number[], value = 0): Tensor {
    const tensor = filledVariable(shape, value);
    this.state.set(name, tensor);
    return tensor;
  }

  /** One state tensor a parameter, of its shape: `name.0`, `name.1` and so on. */
  protected newStates(name: string, value = 0): Tensor[] {
    return this.parameters.map((parameter, i) => this.newState(`${name}.${i}`, parameter.shape, value));
  }
}

function describe(tensor: Tensor): string {
  return `${tensor.dtype} [${tensor.shape.join(", ")}]`;
}
