/** Where nodes were made, for those who debug. */

import { looksForNaN } from "../base/debug.ts";
import type { Node } from "./node.ts";

const stacks = new WeakMap<Node, string>();
/** The folder of this package: lines in it are not the user's. A bundle of CommonJS knows no folder. */
const own = import.meta.url ? new URL("..", import.meta.url).href : undefined;

/** Remembers the calls that lead to a new node, while NaN is looked for. */
export function rememberOrigin(node: Node): void {
  if (!looksForNaN) return;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  stacks.set(node, new Error().stack ?? "");
  Error.stackTraceLimit = limit;
}

/** Says that a node is a copy of another one, made for the same line. */
export function copyOrigin(from: Node, to: Node): void {
  const stack = stacks.get(from);
  if (stack !== undefined) stacks.set(to, stack);
}

/** The innermost line outside of this package that a node was made for, such as `file:///home/me/train.ts:12:7`. */
export function originOf(node: Node): string | undefined {
  const lines = stacks.get(node)?.split("\n").slice(1) ?? [];
  const line = lines.find(
    (text) => !(own !== undefined && text.includes(own)) && !text.includes("node:internal"),
  );
  return line?.replace(/^\s*at (?:.*\()?/, "").replace(/\)$/, "");
}
