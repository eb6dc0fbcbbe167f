/** Bodies that are run once: the same kernels as if their nodes stood in the graph, but all in later phases. */

import type { Attributes, Node } from "../graph/node.ts";
import type { CallProperty } from "../ops/op.ts";
import type { LowerBody } from "./lower-scan.ts";
import { type Lowering, rowMajor } from "./lowering.ts";
import { rewriteScans } from "./rewrite-scans.ts";
import { simplify } from "./simplify.ts";

/**
 * Lowers a call that is a barrier: nothing of its body runs before all that is lowered so far, so that what a backward
 * pass computes again does not lie in memory from the forward pass on.
 */
export function lowerCall(
  lowering: Lowering,
  lowerBody: LowerBody,
  node: Node,
  property: CallProperty<Attributes>,
): void {
  const body = rewriteScans(simplify(property.body(node.attributes)));
  const inputs = node.inputs.map((value) => {
    const expression = lowering.expressionOf(value);
    return expression.kind === "compute" ? lowering.inBuffer(value) : expression;
  });
  const homes = node.outputs.map((value) => lowering.home(value, node.op, rowMajor(value)));
  lowering.tasks.push({ kind: "barrier" });
  lowering.tasks.push(
    ...lowerBody(
      lowering.context,
      body,
      inputs,
      homes.map((home) => home.storage),
    ),
  );
  homes.forEach((home, i) => lowering.define(node, home, i));
}
