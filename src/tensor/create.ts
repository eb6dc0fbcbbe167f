/** Tensors from data and from nothing. */

import type { DType } from "../base/dtype.ts";
import { formatShape, type Shape, sizeOf } from "../base/shape.ts";
import { broadcastTo } from "../ops/index.ts";
import type { HostArray } from "../runtime/device.ts";
import { HostStorage, leaf } from "../runtime/storage.ts";
import { checkDType, checkShape } from "./argument-kinds.ts";
import { scalarValue } from "./compute.ts";
import { describe } from "./nesting.ts";
import { Tensor } from "./tensor.ts";

/** Typed arrays that tensors are made of. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | Uint8ClampedArray;

/** Numbers or truth values in nested arrays of one shape. */
export type NestedNumbers = number | boolean | readonly NestedNumbers[];

/** How data becomes a tensor. */
export interface TensorOptions {
  /** The nesting of the data unless given. */
  readonly shape?: Shape;
  /** int32 for arrays of integers, bool for truth values, else float32, unless given. */
  readonly dtype?: DType;
  readonly requiresGrad?: boolean;
}

/** What elements a filled tensor has: float32 unless given. */
export interface CreateOptions {
  readonly dtype?: DType;
}

/**
 * A tensor with a copy of `data`.
 *
 * Throws: RangeError if nested arrays are ragged or the shape has another size.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * const image = tensor(pixels, { shape: [28, 28], dtype: "float32" });
 */
export function tensor(data: NestedNumbers | NumberArray, options: TensorOptions = {}): Tensor {
  const flat: number[] = [];
  const typed = isNumberArray(data);
  const found = typed ? [data.length] : flatten(data, flat);
  const shape = options.shape ?? found;
  const dtype = options.dtype ?? (typed ? dtypeOfArray(data) : dtypeOfNested(data));
  const elements = typed ? data : flat;
  checkShape("make a tensor of", shape);
  checkDType("make a tensor of", dtype);
  if (sizeOf(shape) !== elements.length) {
    throw new RangeError(
      `Cannot make a tensor of shape ${formatShape(shape)} from ${elements.length} numbers: expected ` +
        `${sizeOf(shape)}. Give a shape whose extents multiply to the number of elements.`,
    );
  }
  const result = fromHostArray(hostCopy(elements, dtype), shape, dtype);
  if (options.requiresGrad === true) result.requiresGrad = true;
  return result;
}

/** A tensor that owns `elements`, without a copy: nobody may change the array afterwards. A bool's are 0 or 1. */
export function fromHostArray(elements: HostArray, shape: Shape, dtype: DType): Tensor {
  return new Tensor(leaf({ shape: [...shape], dtype }, new HostStorage(elements)));
}

/**
 * `shape` filled with `value`, float32 unless given.
 *
 * Throws: RangeError if an extent is no integer of 0 or more, or the dtype cannot hold the value.
 */
export function full(shape: Shape, value: number, { dtype = "float32" }: CreateOptions = {}): Tensor {
  checkShape("fill", shape);
  return new Tensor(broadcastTo(scalarValue(value, dtype), shape));
}

/** `shape` filled with zeros. Throws: RangeError if an extent is no integer of 0 or more. */
export function zeros(shape: Shape, options: CreateOptions = {}): Tensor {
  return full(shape, 0, options);
}

/** `shape` filled with ones. Throws: RangeError if an extent is no integer of 0 or more. */
export function ones(shape: Shape, options: CreateOptions = {}): Tensor {
  return full(shape, 1, options);
}

function hostCopy(elements: ArrayLike<number>, dtype: DType): HostArray {
  if (dtype === "float32") return new Float32Array(elements);
  return dtype === "int32" ? new Int32Array(elements) : Int32Array.from(elements, (x) => (x === 0 ? 0 : 1));
}

function isNumberArray(data: unknown): data is NumberArray {
  return (
    ArrayBuffer.isView(data) && "length" in data && typeof data.length === "number" && !isOfBigInts(data)
  );
}

function isOfBigInts(data: ArrayBufferView): boolean {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}

function dtypeOfArray(data: NumberArray): DType {
  return data instanceof Float32Array || data instanceof Float64Array ? "float32" : "int32";
}

function dtypeOfNested(data: NestedNumbers): DType {
  let first = data;
  while (typeof first === "object" && first.length > 0) first = first[0]!;
  return typeof first === "boolean" ? "bool" : "float32";
}

/** Appends the numbers of nested arrays to `out` and returns their shape. */
function flatten(data: NestedNumbers, out: number[]): number[] {
  if (typeof data === "number" || typeof data === "boolean") {
    out.push(Number(data));
    return [];
  }
  if (!Array.isArray(data)) {
    throw new TypeError(
      `Cannot make a tensor of ${describe(data)}: expected numbers or truth values in nested arrays, or a typed array, ` +
        `got ${describe(data)}. Convert it first.`,
    );
  }
  let inner: number[] | undefined;
  for (const item of data) {
    const shape = flatten(item, out);
    inner ??= shape;
    if (inner.length !== shape.length || inner.some((extent, axis) => extent !== shape[axis])) {
      throw new RangeError(
        `Cannot make a tensor of ragged nested arrays: expected shape ${formatShape(inner)} in each place, got ` +
          `${formatShape(shape)}. Pad the shorter ones.`,
      );
    }
  }
  return [data.length, ...(inner ?? [])];
}
