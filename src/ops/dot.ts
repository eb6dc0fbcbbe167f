/** Sums of products over any axes of two tensors: matrix products and all their relatives. */

import { broadcastShapes, formatShape, type Shape } from "../base/shape.ts";
import type { TensorType, Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { broadcastTo } from "./broadcast.ts";
import type { ContractionOp } from "./kinds.ts";
import { invertOrder, permute, reshape } from "./movement.ts";
import type { ContractionLoop } from "./op.ts";
import { sampleExtent } from "./samples.ts";

/** Pairs of axes: leftBatch[i] goes with rightBatch[i], leftContract[i] with rightContract[i]. */
export type DotAttributes = {
  readonly leftBatch: readonly number[];
  readonly rightBatch: readonly number[];
  readonly leftContract: readonly number[];
  readonly rightContract: readonly number[];
};

/**
 * y = Σ left · right over the contracted axes, for each index of the batch axes and of the axes free in one of them.
 *
 * Shapes: output axes are batch, left free, right free; terms are added in row-major order of the contract lists.
 */
export const dotOp: ContractionOp<DotAttributes> = {
  name: "dot",
  property: {
    kind: "contraction",
    contraction: ([left, right], attributes) => {
      const { leftBatch, rightBatch, leftContract, rightContract } = attributes;
      const leftFree = freeAxes(left!, leftBatch, leftContract);
      const rightFree = freeAxes(right!, rightBatch, rightContract);
      const loop = (role: ContractionLoop["role"], extents: Shape) =>
        extents.map((extent, i): ContractionLoop => ({ name: `${role}${i}`, extent, role }));
      const loops = [
        ...loop("batch", at(left!.shape, leftBatch)),
        ...loop("row", at(left!.shape, leftFree)),
        ...loop("column", at(right!.shape, rightFree)),
        ...loop("reduce", at(left!.shape, leftContract)),
      ];
      const only = (which: number) => loops.map((_, i) => (i === which ? 1 : 0));
      const rows = leftBatch.length;
      const columns = rows + leftFree.length;
      const reduce = columns + rightFree.length;
      const loopOf = (
        axis: number,
        batch: readonly number[],
        free: readonly number[],
        from: number,
        contract: readonly number[],
      ) => {
        if (batch.includes(axis)) return batch.indexOf(axis);
        return free.includes(axis) ? from + free.indexOf(axis) : reduce + contract.indexOf(axis);
      };
      return {
        loops,
        left: left!.shape.map((_, axis) => only(loopOf(axis, leftBatch, leftFree, rows, leftContract))),
        right: right!.shape.map((_, axis) =>
          only(loopOf(axis, rightBatch, rightFree, columns, rightContract)),
        ),
        output: Array.from({ length: reduce }, (_, axis) => only(axis)),
      };
    },
    swapped: ({ leftBatch, rightBatch, leftContract, rightContract }) => ({
      ...{ leftBatch: rightBatch, rightBatch: leftBatch },
      ...{ leftContract: rightContract, rightContract: leftContract },
    }),
  },
  infer: (inputs, attributes) => {
    const [left, right] = inputs as [TensorType, TensorType];
    const { leftBatch, rightBatch, leftContract, rightContract } = attributes;
    checkFloats("contract", left, right);
    const paired = (a: readonly number[], b: readonly number[]) =>
      a.length === b.length && a.every((axis, i) => left.shape[axis]! === right.shape[b[i]!]!);
    const legal = (axes: readonly number[], { shape }: TensorType) =>
      new Set(axes).size === axes.length && axes.every((axis) => axis >= 0 && axis < shape.length);
    if (
      !legal([...leftBatch, ...leftContract], left) ||
      !legal([...rightBatch, ...rightContract], right) ||
      !paired(leftBatch, rightBatch) ||
      !paired(leftContract, rightContract)
    ) {
      throw new RangeError(
        `Cannot contract axes [${leftContract.join(", ")}] of shape ${formatShape(left.shape)} with axes ` +
          `[${rightContract.join(", ")}] of ${formatShape(right.shape)} over batch axes [${leftBatch.join(", ")}] and ` +
          `[${rightBatch.join(", ")}]: expected pairs of axes of equal extent, got ` +
          `${formatShape(at(left.shape, leftContract))} and ${formatShape(at(right.shape, rightContract))}. ` +
          "Name axes that match, each once.",
      );
    }
    const shape = [
      ...at(left.shape, leftBatch),
      ...at(left.shape, freeAxes(left, leftBatch, leftContract)),
      ...at(right.shape, freeAxes(right, rightBatch, rightContract)),
    ];
    return [{ shape, dtype: "float32" }];
  },
  vjp: ({ inputs, cotangents, needed, attributes }) => {
    const [left, right] = inputs as [Value, Value];
    const g = cotangents[0]!;
    const { leftBatch, rightBatch, leftContract, rightContract } = attributes;
    const leftFree = freeAxes(left, leftBatch, leftContract);
    const rightFree = freeAxes(right, rightBatch, rightContract);
    const batch = leftBatch.map((_, i) => i);
    const rows = leftFree.map((_, i) => batch.length + i);
    const columns = rightFree.map((_, i) => batch.length + rows.length + i);
    const leftGradient = () => {
      const product = dot(g, right, {
        leftBatch: batch,
        rightBatch,
        leftContract: columns,
        rightContract: rightFree,
      });
      const contracted = [...rightContract].sort((a, b) => a - b);
      const place = contracted.map((axis) => leftContract[rightContract.indexOf(axis)]!);
      return permute(product, invertOrder([...leftBatch, ...leftFree, ...place]));
    };
    const rightGradient = () => {
      const product = dot(left, g, {
        leftBatch,
        rightBatch: batch,
        leftContract: leftFree,
        rightContract: rows,
      });
      const contracted = [...leftContract].sort((a, b) => a - b);
      const place = contracted.map((axis) => rightContract[leftContract.indexOf(axis)]!);
      return permute(product, invertOrder([...rightBatch, ...place, ...rightFree]));
    };
    return [
      needed[0] === true ? leftGradient() : undefined,
      needed[1] === true ? rightGradient() : undefined,
    ];
  },
  batch: ([left, right], attributes, [leftBatched = false, rightBatched = false]) => {
    const { leftBatch, rightBatch, leftContract, rightContract } = shifted(
      attributes,
      leftBatched,
      rightBatched,
    );
    if (leftBatched && rightBatched) {
      const batch = { leftBatch: [0, ...leftBatch], rightBatch: [0, ...rightBatch] };
      return dot(left!, right!, { ...batch, leftContract, rightContract });
    }
    const product = dot(left!, right!, { leftBatch, rightBatch, leftContract, rightContract });
    const columns = right!.shape.length - rightBatch.length - rightContract.length;
    const at = leftBatched ? leftBatch.length : product.shape.length - columns;
    const others = product.shape.map((_, axis) => axis).filter((axis) => axis !== at);
    return permute(product, [at, ...others]);
  },
  batchSum: ([left, right], attributes, [leftBatched = false, rightBatched = false]) => {
    if (!leftBatched || !rightBatched) return undefined;
    const { leftContract, rightContract, ...batch } = shifted(attributes, true, true);
    return dot(left!, right!, {
      ...batch,
      leftContract: [0, ...leftContract],
      rightContract: [0, ...rightContract],
    });
  },
  sample: (random) => {
    const counts = {
      batch: random.pick([0, 0, 1, 2]),
      free: random.pick([0, 1, 1, 2]),
      contract: random.pick([0, 1, 1, 2]),
    };
    const extents = (count: number) => Array.from({ length: count }, () => sampleExtent(random));
    const small = (count: number) => Array.from({ length: count }, () => random.pick([0, 1, 2, 3, 3]));
    const batch = small(counts.batch);
    const contract = counts.contract === 2 ? small(2) : extents(counts.contract);
    const leftFree = counts.free === 2 ? small(2) : extents(counts.free);
    const rightFree = random.integer(0, 4) === 0 ? small(2) : extents(random.pick([0, 1, 1]));
    const operand = (free: Shape) => {
      const axes = [...batch, ...contract, ...free];
      const order = [...random.permutation(axes.length)];
      const place = invertOrder(order);
      return {
        input: { shape: order.map((axis) => axes[axis]!), dtype: "float32" as const },
        batch: place.slice(0, batch.length),
        contract: place.slice(batch.length, batch.length + contract.length),
      };
    };
    const [left, right] = [operand(leftFree), operand(rightFree)];
    return {
      inputs: [left.input, right.input],
      attributes: {
        leftBatch: left.batch,
        rightBatch: right.batch,
        leftContract: left.contract,
        rightContract: right.contract,
      },
    };
  },
};

/** Σ left · right as the attributes say. Throws: RangeError if paired axes differ, TypeError unless both are float32. */
export function dot(left: Value, right: Value, attributes: DotAttributes): Value {
  return apply(dotOp, [left, right], attributes);
}

/**
 * The matrix product a · b, as in PyTorch: a one-axis operand is a row (left) or a column (right) whose axis is
 * dropped from the result, and axes before the last two are broadcast.
 *
 * Shapes: […, M, K] · […, K, N] → […, M, N].
 *
 * Throws: RangeError if the inner extents differ, TypeError unless both are float32.
 */
export function matmul(a: Value, b: Value): Value {
  const [aRank, bRank] = [a.shape.length, b.shape.length];
  const aContract = aRank - 1;
  const bContract = Math.max(bRank - 2, 0);
  checkFloats("multiply", a, b);
  if (aRank === 0 || bRank === 0 || a.shape[aContract] !== b.shape[bContract]) {
    const inner = aRank === 0 ? "a tensor with axes" : `${a.shape[aContract]} rows in the second`;
    throw new RangeError(
      `Cannot multiply matrices of shapes ${formatShape(a.shape)} and ${formatShape(b.shape)}: expected ${inner}, ` +
        `got ${b.shape[bContract] ?? "a scalar"}. Transpose or reshape one of them; use mul for products of elements.`,
    );
  }
  if (bRank <= 2) {
    return dot(a, b, {
      leftBatch: [],
      rightBatch: [],
      leftContract: [aContract],
      rightContract: [bContract],
    });
  }
  if (aRank === 1) {
    const row = matmul(reshape(a, [1, a.shape[0]!]), b);
    return reshape(row, [...row.shape.slice(0, -2), row.shape[row.shape.length - 1]!]);
  }
  const batch = broadcastShapes("multiply matrices of", a.shape.slice(0, -2), b.shape.slice(0, -2));
  const axes = batch.map((_, axis) => axis);
  return dot(
    broadcastTo(a, [...batch, ...a.shape.slice(-2)]),
    broadcastTo(b, [...batch, ...b.shape.slice(-2)]),
    {
      leftBatch: axes,
      rightBatch: axes,
      leftContract: [axes.length + 1],
      rightContract: [axes.length],
    },
  );
}

/** The same axes where an operand has one more before them. */
function shifted(attributes: DotAttributes, left: boolean, right: boolean): DotAttributes {
  const by = (amount: boolean, axes: readonly number[]) => axes.map((axis) => axis + Number(amount));
  return {
    leftBatch: by(left, attributes.leftBatch),
    rightBatch: by(right, attributes.rightBatch),
    leftContract: by(left, attributes.leftContract),
    rightContract: by(right, attributes.rightContract),
  };
}

function checkFloats(verb: string, a: TensorType, b: TensorType): void {
  const other = [a, b].find(({ dtype }) => dtype !== "float32");
  if (other === undefined) return;
  throw new TypeError(
    `Cannot ${verb} ${a.dtype} ${formatShape(a.shape)} and ${b.dtype} ${formatShape(b.shape)} as matrices: expected ` +
      `float32, got ${other.dtype}. Use cast("float32") first.`,
  );
}

function at(shape: Shape, axes: readonly number[]): number[] {
  return axes.map((axis) => shape[axis]!);
}

function freeAxes({ shape }: TensorType, batch: readonly number[], contract: readonly number[]): number[] {
  return shape.map((_, axis) => axis).filter((axis) => !batch.includes(axis) && !contract.includes(axis));
}
