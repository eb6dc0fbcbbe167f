import { requireKind } from "../base/argument-kinds.ts";
import {
  filledVariable,
  noGrad,
  type Parameter,
  realize,
  type ScalarCell,
  scalarCell,
  type Tensor,
} from "../tensor/index.ts";
import { groupsIn, type ParametersOf } from "./parameter-groups.ts";
import { requireState } from "./require-state.ts";
import { requireAtLeastZero } from "./requirements.ts";

/**
 * What all update rules share: the parameters, a learning rate that can change at any time, and state tensors
 * that live on the device. A rule says what one parameter becomes, in `update`.
 *
 * Given groups of parameters, `[{ params, lr, weightDecay }, …]`, it is made of one optimizer of its kind a group.
 *
 * Source: PyTorch, `optim.Optimizer`.
 *
 * @example
 * const [weight, bias] = model.parameters();
 * const groups = [{ params: [weight!] }, { params: [bias!], weightDecay: 0, lr: 2e-3 }];
 * const optimizer = new optim.AdamW(groups, { lr: 1e-3, weightDecay: 0.1 });
 */
export abstract class Optimizer {
  /** All parameters, group by group. */
  readonly parameters: readonly Parameter[];
  /** An optimizer a group, each with its own `lr`; this one alone where no groups were given. */
  readonly groups: readonly Optimizer[];
  /** What `update` is called for: none where there are groups. */
  protected readonly own: readonly Parameter[];
  /** The learning rate as an input of the step's program: to change it never compiles anything again. */
  protected readonly learningRate: ScalarCell;
  private readonly state = new Map<string, Tensor>();
  /** The groups' learning rates as multiples of this one's. */
  private readonly shares: readonly number[];

  /** Throws: RangeError if there are no parameters, one is in two groups, or a rate is not a number of at least 0. */
  constructor(parameters: ParametersOf<object>, options: { readonly lr?: number }, defaultLr: number) {
    const { name } = this.constructor;
    requireKind("iterable", `make ${name}`, { parameters });
    requireKind("options", `make ${name}`, { options });
    const { lr = defaultLr } = options;
    requireAtLeastZero(name, "lr", lr);
    this.learningRate = scalarCell(lr);
    const given = [...parameters];
    const groups = groupsIn(name, given);
    const Rule = new.target as unknown as new (parameters: Iterable<Parameter>, options: object) => Optimizer;
    this.own = groups === undefined ? (given as Parameter[]) : [];
    this.groups = groups?.map(({ params, ...own }) => new Rule(params, { ...options, ...own })) ?? [this];
    this.shares = this.groups.map((group) => (lr === 0 ? 1 : group.lr / lr));
    this.parameters = groups === undefined ? this.own : this.groups.flatMap((group) => group.parameters);
    if (this.parameters.length === 0) {
      throw new RangeError(
        `Cannot make ${name} for no parameters: expected at least one. Pass model.parameters().`,
      );
    }
  }

  /**
   * The learning rate of the next step. Setting it, as schedules do, changes those of groups in proportion.
   *
   * Throws, when set: RangeError if it is not a number of at least 0.
   */
  get lr(): number {
    return this.learningRate.value;
  }

  set lr(lr: number) {
    requireAtLeastZero(this.constructor.name, "lr", lr);
    this.learningRate.value = lr;
    this.groups.forEach((group, i) => {
      if (group !== this) group.lr = lr * this.shares[i]!;
    });
  }

  /**
   * Updates every parameter that has a gradient, and computes the loss that the gradients came from in the same
   * program. Gradients stay until `zeroGrad`.
   */
  step(): void {
    noGrad(() => {
      for (const group of this.groups) group.updateOwn();
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
    return Object.fromEntries([...this.allState()].map(([name, tensor]) => [name, tensor.detach()]));
  }

  /**
   * Goes on from a saved state. Throws: RangeError if a name or a shape differs; then nothing is changed.
   */
  loadStateDict(values: Readonly<Record<string, Tensor>>): void {
    const own = this.allState();
    requireState(this.constructor.name, own, values);
    noGrad(() => {
      for (const [name, tensor] of own) tensor.assign(values[name]!);
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
    return this.own.map((parameter, i) => this.newState(`${name}.${i}`, parameter.shape, value));
  }

  private updateOwn(): void {
    this.begin();
    this.own.forEach((parameter, i) => {
      if (parameter.grad !== undefined) this.update(parameter, parameter.grad, i);
    });
  }

  /** The state of all groups under their names, which begin with the group's where groups were given. */
  private allState(): ReadonlyMap<string, Tensor> {
    if (this.groups[0] === this) return this.state;
    return new Map(
      this.groups.flatMap((group, i) =>
        [...group.state].map(([name, tensor]): [string, Tensor] => [`group${i}.${name}`, tensor]),
      ),
    );
  }
}
