import { requireKind } from "../base/argument-kinds.ts";
import type { Table } from "./table.ts";
import { Transformer } from "./transformer.ts";

/**
 * Transformers one after another: each is fitted on what those before it make of the data. The inverse goes through them
 * backwards.
 *
 * Throws: RangeError if there are no steps; what a step throws.
 * Source: scikit-learn, `Pipeline`.
 *
 * @example
 * const pipeline = new Pipeline([new SimpleImputer(), new StandardScaler()]);
 * pipeline.fitTransform([[1], [Number.NaN], [3]]).rows()[1]!; // [0]
 */
export class Pipeline extends Transformer<null> {
  readonly transformer = "Pipeline";
  readonly steps: readonly Transformer[];

  constructor(steps: readonly Transformer[]) {
    super();
    requireKind("array", "make a pipeline", { steps });
    for (const step of steps) {
      if ((step as unknown) instanceof Transformer) continue;
      throw new TypeError(
        `Cannot make a pipeline with a ${typeof step}: expected transformers, got ${typeof step}. Pass new StandardScaler(), say.`,
      );
    }
    if (steps.length === 0)
      throw new RangeError(
        "Cannot make a pipeline of no steps: expected at least one. Pass transformers in a list.",
      );
    this.steps = steps;
  }

  protected get options(): object {
    return { steps: this.steps };
  }

  protected learn(table: Table, target?: ArrayLike<number>): null {
    let made = table;
    for (const step of this.steps) made = step.fitTransform(made, target);
    return null;
  }

  protected apply(table: Table): Table {
    return this.steps.reduce((made, step) => step.transform(made), table);
  }

  protected override invert(table: Table): Table {
    return this.steps.reduceRight((made, step) => step.inverseTransform(made), table);
  }
}
