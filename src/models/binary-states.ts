import { arange, type Tensor, tensor } from "../tensor/index.ts";

/**
 * All states of some units of 0 and 1, the first unit being the lowest digit of a state's number.
 *
 * Shapes: → [2^units, units]. Throws: RangeError unless `units` is an integer from 0 to 20.
 *
 * @example
 * binaryStates(2).toArray(); // [[0, 0], [1, 0], [0, 1], [1, 1]]
 */
export function binaryStates(units: number): Tensor {
  if (!Number.isInteger(units) || units < 0 || units > 20) {
    throw new RangeError(
      `Cannot list the states of ${units} units: expected an integer from 0 to 20, since each unit doubles them, got another. ` +
        "Estimate by sampling, such as with annealedLogPartition.",
    );
  }
  const powers = tensor(Int32Array.from({ length: units }, (_, i) => 2 ** i));
  return arange(2 ** units)
    .unsqueeze(1)
    .floorDivide(powers)
    .mod(2)
    .cast("float32");
}
