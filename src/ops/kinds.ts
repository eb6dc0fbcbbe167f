/** Op records by what they declare, so that tables can tell at compile time which op has which property. */

import type { Attributes } from "../graph/node.ts";
import type {
  AccumulationProperty,
  AssemblyProperty,
  CallProperty,
  ConstantProperty,
  ContractionProperty,
  CoordinateProperty,
  CumulativeProperty,
  ElementwiseProperty,
  GatherProperty,
  LeafProperty,
  MovementProperty,
  Op,
  ReductionProperty,
  ScanProperty,
  ScatterProperty,
  SortProperty,
} from "./op.ts";

/** The attributes of an op that has none: `{}`. */
export type NoAttributes = Readonly<Record<string, never>>;

/** Data from outside the graph. */
export type LeafOp = Op<NoAttributes> & { readonly property: LeafProperty };
/** One number everywhere. */
export type ConstantOp<A extends Attributes> = Op<A> & { readonly property: ConstantProperty<A> };
/** A number that follows from the place. */
export type CoordinateOp<A extends Attributes> = Op<A> & { readonly property: CoordinateProperty<A> };
/** Output elements depend on the input elements at the same place. */
export type ElementwiseOp<A extends Attributes = NoAttributes> = Op<A> & {
  readonly property: ElementwiseProperty;
};
/** The output is a view of the input. */
export type MovementOp<A extends Attributes> = Op<A> & { readonly property: MovementProperty<A> };
/** Axes are folded away. */
export type ReductionOp<A extends Attributes> = Op<A> & { readonly property: ReductionProperty<A> };
/** Sums up to each place. */
export type CumulativeOp<A extends Attributes> = Op<A> & { readonly property: CumulativeProperty<A> };
/** Elements in order. */
export type SortOp<A extends Attributes> = Op<A> & { readonly property: SortProperty<A> };
/** A sum of products. */
export type ContractionOp<A extends Attributes> = Op<A> & { readonly property: ContractionProperty<A> };
/** Inputs are copied to places of the output. */
export type AssemblyOp<A extends Attributes> = Op<A> & { readonly property: AssemblyProperty<A> };
/** Views of the input are added to views of the output. */
export type AccumulationOp<A extends Attributes> = Op<A> & { readonly property: AccumulationProperty<A> };
/** Elements are picked by indices. */
export type GatherOp<A extends Attributes> = Op<A> & { readonly property: GatherProperty<A> };
/** Elements are added up by indices. */
export type ScatterOp<A extends Attributes> = Op<A> & { readonly property: ScatterProperty<A> };
/** A body run once. */
export type CallOp<A extends Attributes> = Op<A> & { readonly property: CallProperty<A> };
/** A body repeated over sequences. */
export type ScanOp<A extends Attributes> = Op<A> & { readonly property: ScanProperty<A> };
