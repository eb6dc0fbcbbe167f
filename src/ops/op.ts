/** What a primitive operation is: one typed record. The compiler asks its property and knows no op by name. */

import type { DType } from "../base/dtype.ts";
import type { Random } from "../base/random.ts";
import type { Shape } from "../base/shape.ts";
import type { View } from "../base/view.ts";
import type { Attributes, Graph, Node, TensorType, Value } from "../graph/node.ts";

/** Data from outside the graph. */
export interface LeafProperty {
  readonly kind: "leaf";
}

/** One number everywhere: the output is a scalar. */
export interface ConstantProperty<A> {
  readonly kind: "constant";
  value(attributes: A): number;
}

/** The element at (i₀, i₁, …) is Σ iₐ · strideₐ, an int32. */
export interface CoordinateProperty<A> {
  readonly kind: "coordinate";
  strides(attributes: A): readonly number[];
}

/** Each output element depends on the input elements at the same place; each backend spells it. Same shapes. */
export interface ElementwiseProperty {
  readonly kind: "elementwise";
  /** About how many vector instructions an element takes: whether to recompute or to store. */
  readonly cost: number;
  /** Set where the output is the sum of the inputs. */
  readonly adds?: true;
  /**
   * f of one element of each input, for ops that all targets compute exactly rounded: it becomes the element of the output
   * when rounded to float32, or taken modulo 2³² as an int32.
   */
  evaluate?(operands: readonly number[], from: DType, to: DType): number;
  /** Set where f(f(x)) = x, bit for bit. */
  readonly involution?: true;
  /** The numbers for which f(left, x) = x and f(x, right) = x, bit for bit; for int32 −0 stands for 0. */
  readonly identity?: { readonly left?: number; readonly right?: number };
  /** Set where the output is the second input where the first is true, else the third. */
  readonly chooses?: true;
}

/** Where elements that are indices must lie. */
export interface IndexBound {
  /** From 0 to less than this. */
  readonly extent: number;
  /** What they are for, in words that follow "Cannot". */
  readonly what: string;
}

/** The output is a strided view of the input. */
export interface MovementProperty<A> {
  readonly kind: "movement";
  /** The view of the output, given any view of the input; undefined if the input must first be made contiguous. */
  view(input: View, attributes: A): View | undefined;
  /** The attributes with which the op does at once what it does with `first` and then with `second`. */
  compose?(first: A, second: A): A;
  /** Set where a run with elements outside must be told of. */
  bound?(attributes: A): IndexBound;
}

/** Elements along `axes` become one. The output keeps the other axes, in order. */
export interface ReductionProperty<A> {
  readonly kind: "reduction";
  /** `sum` starts from +0, `maximum` from −∞; `firstMaximum` is the row-major index (among the reduced axes) of the first greatest element, NaN counting as greatest. */
  readonly combine: "sum" | "maximum" | "firstMaximum";
  axes(attributes: A): readonly number[];
}

/** The output has the input's shape; each element is the sum of those before it along an axis and of itself. */
export interface CumulativeProperty<A> {
  readonly kind: "cumulative";
  axis(attributes: A): number;
  /** Whether the sums start at the end of the axis. */
  reverse(attributes: A): boolean;
}

/** Elements along an axis in order, and where each of them was: int32. Equal ones stay in order, NaN counts as greatest. */
export interface SortProperty<A> {
  readonly kind: "sort";
  axis(attributes: A): number;
  /** Whether the greatest come first. */
  descending(attributes: A): boolean;
}

/** One loop of a sum of products. */
export interface ContractionLoop {
  readonly name: string;
  readonly extent: number;
  /** `batch`: in both inputs and the output; `row`: left input and output; `column`: right input and output; `reduce`: both inputs only. */
  readonly role: "batch" | "row" | "column" | "reduce";
}

/**
 * output[…] = Σ left[…] · right[…] over loops: the index on each axis of an operand is Σ coefficient · counter.
 * Terms are added in the order of the reduce loops as listed, the last fastest.
 */
export interface Contraction {
  readonly loops: readonly ContractionLoop[];
  /** `left[axis][loop]`, likewise the others: the coefficient of a loop in an axis' index. */
  readonly left: readonly (readonly number[])[];
  readonly right: readonly (readonly number[])[];
  readonly output: readonly (readonly number[])[];
}

/** Zeros around a tensor: how many before and after the elements on each axis. */
export interface Margins {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** A sum of products of two inputs over affine indices that are always in range. */
export interface ContractionProperty<A> {
  readonly kind: "contraction";
  /** Zeros around the left input, from whose first element on its indices count. Undefined for none. */
  margins?(inputs: readonly TensorType[], attributes: A): Margins | undefined;
  contraction(inputs: readonly TensorType[], attributes: A): Contraction;
  /** Attributes with which the inputs the other way round give the same elements, columns before rows. Undefined for none. */
  swapped?(attributes: A): A;
}

/** The output is filled with a number, then each input is copied to its place. Places do not overlap. */
export interface AssemblyProperty<A> {
  readonly kind: "assembly";
  /** Undefined when the places cover the output. */
  fill(attributes: A): number | undefined;
  /** Where input i goes: a view of the contiguous output, of input i's shape. */
  places(inputs: readonly TensorType[], attributes: A): readonly View[];
}

/** The output starts at +0; then view after view of the one input is added to it, in the order given. */
export interface AccumulationProperty<A> {
  readonly kind: "accumulation";
  /** Pairs of equal shape: what part of the contiguous input is added to what part of the contiguous output. */
  additions(input: TensorType, attributes: A): readonly { readonly from: View; readonly to: View }[];
}

/**
 * output[…, n…, …] = source[…, indices[n…], …]: an axis of the first input is replaced by the axes of the second,
 * which holds int32.
 */
export interface GatherProperty<A> {
  readonly kind: "gather";
  axis(attributes: A): number;
  /** What an index outside the axis gives. */
  missing(attributes: A, dtype: DType): number;
}

/**
 * The output starts at +0; then output[…, indices[n…], …] += updates[…, n…, …] in row-major order of n. Inputs:
 * int32 indices, updates. An index outside the axis adds nothing.
 */
export interface ScatterProperty<A> {
  readonly kind: "scatter";
  axis(attributes: A): number;
}

/** A body run once per element of the first axis of its sequences. */
export interface ScanProperty<A> {
  readonly kind: "scan";
  parts(attributes: A): ScanParts;
}

/**
 * Inputs: carries, then sequences (first axis `length`), then constants; the body takes carries, one slice of each
 * sequence and the constants, and returns carries and slices; the scan returns the last carries and stacked slices.
 */
export interface ScanParts {
  readonly body: Graph;
  readonly length: number;
  readonly carries: number;
  readonly sequences: number;
  /** Whether the steps go from the last slice to the first. */
  readonly reverse: boolean;
}

/** What a body gives for the inputs. */
export interface CallProperty<A> {
  readonly kind: "call";
  body(attributes: A): Graph;
  /** Whether the body stays apart: nothing in it is one with equal nodes outside, or runs before what precedes it. */
  readonly barrier: boolean;
}

/** What the compiler needs to know of an op. */
export type Property<A> =
  | LeafProperty
  | ConstantProperty<A>
  | CoordinateProperty<A>
  | ElementwiseProperty
  | MovementProperty<A>
  | ReductionProperty<A>
  | CumulativeProperty<A>
  | SortProperty<A>
  | ContractionProperty<A>
  | AssemblyProperty<A>
  | AccumulationProperty<A>
  | GatherProperty<A>
  | ScatterProperty<A>
  | ScanProperty<A>
  | CallProperty<A>;

/** What a gradient rule is given: the vector–Jacobian product is with the cotangents. */
export interface VjpContext<A> {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: A;
  /** The gradient that flows into each output. */
  readonly cotangents: readonly Value[];
  /** Which inputs need a gradient. */
  readonly needed: readonly boolean[];
  /** Differentiates another graph: what a scan needs for its body. */
  gradients(outputs: readonly Value[], cotangents: readonly Value[], wrt: readonly Value[]): Value[];
  /** What the op of another node declares: by what a scan decides what to keep of the way forward. */
  propertyOf(node: Node): Property<Attributes>;
}

/** One legal use of an op, for tests that loop over the table. */
export interface Sample<A> {
  readonly inputs: readonly SampleInput[];
  readonly attributes: A;
}

/** The type of an input of a sample, and which numbers it is filled with. */
export interface SampleInput extends TensorType {
  /** Values are drawn from [low, high); the default is [−2, 2). Integers when the dtype is not float32. */
  readonly low?: number;
  readonly high?: number;
  /** Elements at least this far from each other, so that maxima are not ambiguous under small changes. */
  readonly apart?: number;
}

/** A primitive operation. */
export interface Op<A extends Attributes = Attributes> {
  readonly name: string;
  readonly property: Property<A>;
  /** The types of the outputs. Throws: RangeError or TypeError in words of the user's call. */
  infer(inputs: readonly TensorType[], attributes: A): readonly TensorType[];
  /** The gradient of each input, as more graph; undefined where there is none. */
  vjp(context: VjpContext<A>): readonly (Value | undefined)[];
  /**
   * The op on each slice along a first axis that the inputs marked `batched` have, as values with that axis, and with
   * the same bits; undefined where that is no single op. Elementwise ops need none.
   */
  batch?(inputs: readonly Value[], attributes: A, batched: readonly boolean[]): Value | undefined;
  /** The sum over that axis of what `batch` gives, its terms in another order; undefined where that is no single op. */
  batchSum?(inputs: readonly Value[], attributes: A, batched: readonly boolean[]): Value | undefined;
  /** A random legal use: shapes with extents 0, 1, odd and around 16, every dtype and option in turn. */
  sample(random: Random, shape?: Shape): Sample<A>;
}
