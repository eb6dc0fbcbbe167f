/** All primitives by name. Adding one: its record and builder, a line here, and a row in each backend's table. */

import type { Node } from "../graph/node.ts";
import { absOp, addOp, divOp, maximumOp, minimumOp, mulOp, negOp, subOp } from "./arithmetic.ts";
import { concatOp, padOp } from "./assembly.ts";
import { boundedOp } from "./bounded.ts";
import { checkpointOp } from "./checkpoint.ts";
import { eqOp, leOp, ltOp } from "./comparison.ts";
import { convOp } from "./conv.ts";
import { cumsumOp } from "./cumulative.ts";
import { customOp } from "./custom.ts";
import { floorDivideOp } from "./division.ts";
import { dotOp } from "./dot.ts";
import { gatherOp, scatterAddOp } from "./gather.ts";
import { andOp, notOp, orOp, xorOp } from "./logic.ts";
import { expandOp, permuteOp, reshapeOp, sliceOp, stopGradientOp } from "./movement.ts";
import type { Op, Property } from "./op.ts";
import { bitsToUniformOp, threefryOp } from "./random.ts";
import { reluOp } from "./rectify.ts";
import { argmaxOp, maxOp, sumOp } from "./reduce.ts";
import { ceilOp, floorOp, roundOp, signOp, truncOp } from "./rounding.ts";
import { scanOp } from "./scan.ts";
import { castOp, whereOp } from "./selection.ts";
import { sortOp } from "./sort.ts";
import { constantOp, inputOp, iotaOp } from "./source.ts";
import {
  cosOp,
  erfOp,
  expm1Op,
  expOp,
  log1pOp,
  logOp,
  powOp,
  sinOp,
  sqrtOp,
  tanhOp,
} from "./transcendental.ts";
import { foldOp, windowOp } from "./window.ts";

/** Each primitive's record under its name. */
export const ops = {
  input: inputOp,
  constant: constantOp,
  iota: iotaOp,
  neg: negOp,
  abs: absOp,
  exp: expOp,
  log: logOp,
  sqrt: sqrtOp,
  tanh: tanhOp,
  expm1: expm1Op,
  log1p: log1pOp,
  erf: erfOp,
  sin: sinOp,
  cos: cosOp,
  pow: powOp,
  floor: floorOp,
  ceil: ceilOp,
  round: roundOp,
  trunc: truncOp,
  sign: signOp,
  relu: reluOp,
  add: addOp,
  sub: subOp,
  mul: mulOp,
  div: divOp,
  floorDivide: floorDivideOp,
  maximum: maximumOp,
  minimum: minimumOp,
  eq: eqOp,
  lt: ltOp,
  le: leOp,
  and: andOp,
  or: orOp,
  xor: xorOp,
  not: notOp,
  where: whereOp,
  cast: castOp,
  threefry: threefryOp,
  bitsToUniform: bitsToUniformOp,
  reshape: reshapeOp,
  permute: permuteOp,
  expand: expandOp,
  slice: sliceOp,
  stopGradient: stopGradientOp,
  bounded: boundedOp,
  window: windowOp,
  pad: padOp,
  concat: concatOp,
  fold: foldOp,
  gather: gatherOp,
  scatterAdd: scatterAddOp,
  sum: sumOp,
  max: maxOp,
  argmax: argmaxOp,
  cumsum: cumsumOp,
  sort: sortOp,
  dot: dotOp,
  conv: convOp,
  scan: scanOp,
  checkpoint: checkpointOp,
  custom: customOp,
};

/** The name of a primitive. */
export type OpName = keyof typeof ops;

/** The attributes of a primitive. */
export type AttributesOf<Name extends OpName> = Parameters<(typeof ops)[Name]["infer"]>[1];

/** The names of the primitives that declare a kind of property. */
export type OpNameOfKind<Kind extends Property<unknown>["kind"]> = {
  [Name in OpName]: (typeof ops)[Name]["property"]["kind"] extends Kind ? Name : never;
}[OpName];

/** What a backend spells itself, one row each: `satisfies Record<ElementwiseOpName, …>`. */
export type ElementwiseOpName = OpNameOfKind<"elementwise">;
/** The names of movement ops. */
export type MovementOpName = OpNameOfKind<"movement">;
/** The names of assembly ops. */
export type AssemblyOpName = OpNameOfKind<"assembly">;
/** The names of accumulation ops. */
export type AccumulationOpName = OpNameOfKind<"accumulation">;
/** The names of ops that pick or add by indices. */
export type IndexedOpName = OpNameOfKind<"gather" | "scatter">;
/** The names of reduction ops. */
export type ReductionOpName = OpNameOfKind<"reduction">;
/** The names of ops that sum up to each place. */
export type CumulativeOpName = OpNameOfKind<"cumulative">;
/** The names of ops that put elements in order. */
export type SortOpName = OpNameOfKind<"sort">;
/** The names of ops that run a body once. */
export type CallOpName = OpNameOfKind<"call">;
/** The names of contraction ops. */
export type ContractionOpName = OpNameOfKind<"contraction">;

/** All names, in the table's order. */
export const opNames = Object.keys(ops) as readonly OpName[];

/**
 * The record of a node's op.
 *
 * Throws: RangeError if there is no such op.
 */
export function opOf(node: Node): Op {
  return opNamed(node.op);
}

/** The record of a name. Throws: RangeError if there is no such op. */
export function opNamed(name: string): Op {
  if (Object.hasOwn(ops, name)) return ops[name as OpName] as Op;
  throw new RangeError(
    `Cannot find an operation "${name}": expected one of ${opNames.join(", ")}, got "${name}". Check the spelling.`,
  );
}
