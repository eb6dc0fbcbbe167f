/** Values that are one number everywhere, which need no program. */

import { sizeOf } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import { opOf } from "../ops/index.ts";
import { type HostArray, newHostArray } from "./device.ts";
import { storageOf } from "./storage.ts";

/** The elements of a value that is a constant, repeated and moved in whatever way; undefined for any other value. */
export function constantFill(value: Value): HostArray | undefined {
  let source = value;
  while (storageOf(source) === undefined) {
    const { property } = opOf(source.node);
    if (property.kind === "constant") {
      return newHostArray({ shape: [sizeOf(value.shape)], dtype: value.dtype }).fill(
        property.value(source.node.attributes),
      );
    }
    if (property.kind !== "movement") return undefined;
    source = source.node.inputs[0]!;
  }
  return undefined;
}
