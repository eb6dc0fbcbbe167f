import { requireKind } from "../base/argument-kinds.ts";
import { Tensor } from "../tensor/index.ts";

/** Throws: RangeError if an option is not a finite number of at least 0. */
export function requireAtLeastZero(owner: string, name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new RangeError(
    `Cannot use ${name} = ${value} in ${owner}: expected a finite number of at least 0. Typical values are 1e-4 to ` +
      `0.1 for lr, 1e-8 for eps and 0 to 0.1 for weightDecay.`,
  );
}

/** Tensors in a list. Throws: TypeError if it is no list, or what is in it are no tensors. */
export function tensorsOf(owner: string, name: string, values: Iterable<Tensor>): Tensor[] {
  requireKind("iterable", `call ${owner}`, { [name]: values });
  return Array.from(values, (value) => {
    if (value instanceof Tensor) return value;
    throw new TypeError(
      `Cannot call ${owner} with these ${name}: expected tensors, got ${typeof value}. Pass module.parameters().`,
    );
  });
}

/** Throws: RangeError if an option is not in [0, 1). */
export function requireFraction(owner: string, name: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new RangeError(
    `Cannot use ${name} = ${value} in ${owner}: expected a number from 0 to less than 1. Typical values are 0.9 to 0.999.`,
  );
}

/** Throws: RangeError if an option that counts steps is not an integer of at least `least`. */
export function requireSteps(owner: string, name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(
    `Cannot use ${name} = ${value} in ${owner}: expected an integer of at least ${least}. Pass how often step() ` +
      `will be called, such as epochs times batches an epoch.`,
  );
}

/** Throws: RangeError if an option is not a finite number above 0. */
export function requireFactor(owner: string, name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(
    `Cannot use ${name} = ${value} in ${owner}: expected a finite number above 0. Typical values are 0.1 to 0.99.`,
  );
}
