/** Values between bounds. */

import type { Value } from "../../graph/node.ts";
import type { Operand } from "../broadcast.ts";
import { lt } from "../comparison.ts";
import { where } from "../selection.ts";

/** Bounds of `clamp`; one that is left out does not bound. */
export interface ClampOptions<Bound = Operand> {
  readonly min?: Bound | undefined;
  readonly max?: Bound | undefined;
}

/**
 * min(max(x, `min`), `max`). NaN stays NaN; x has all of the gradient where it lies between the bounds or on one, as in
 * PyTorch.
 *
 * Throws: RangeError for shapes, TypeError for dtypes that do not fit.
 */
export function clamp(x: Value, { min, max }: ClampOptions): Value {
  const raised = min === undefined ? x : where(lt(x, min), min, x);
  return max === undefined ? raised : where(lt(max, raised), max, raised);
}
