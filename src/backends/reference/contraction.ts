/** The meaning of sums, maxima and sums of products. */

import type { AttributesOf, ContractionOpName, ReductionOpName } from "../../ops/table.ts";
import type { Call, Row } from "./call.ts";
import { countOf, forEachIndex, positionOf } from "./indexing.ts";

type Names = ReductionOpName | ContractionOpName;

/** One row an op. */
export const contractionRows: { readonly [Name in Names]: Row<AttributesOf<Name>> } = {
  sum: (call) => {
    const int32 = call.outputTypes[0]!.dtype === "int32";
    const output = new Float64Array(countOf(call.outputTypes[0]!.shape));
    forEachReduced(call, (value, group) => {
      const sum = output[group]! + value;
      output[group] = int32 ? sum | 0 : sum;
    });
    return output;
  },
  max: (call) => {
    const output = new Float64Array(countOf(call.outputTypes[0]!.shape)).fill(Number.NEGATIVE_INFINITY);
    forEachReduced(call, (value, group) => {
      output[group] = Math.max(output[group]!, value);
    });
    return output;
  },
  argmax: (call) => {
    const output = new Float64Array(countOf(call.outputTypes[0]!.shape));
    const best = new Float64Array(output.length).fill(Number.NEGATIVE_INFINITY);
    forEachReduced(call, (value, group, member) => {
      if (value > best[group]! || (Number.isNaN(value) && !Number.isNaN(best[group]!))) {
        best[group] = value;
        output[group] = member;
      }
    });
    return output;
  },
  dot: ({ inputs: [left, right], inputTypes, outputTypes, attributes }) => {
    const { leftBatch, rightBatch, leftContract, rightContract } = attributes;
    const [leftShape, rightShape] = [inputTypes[0]!.shape, inputTypes[1]!.shape];
    const contracted = leftContract.map((axis) => leftShape[axis]!);
    const output = new Float64Array(countOf(outputTypes[0]!.shape));
    const [l, r] = [new Array<number>(leftShape.length), new Array<number>(rightShape.length)];
    forEachIndex(outputTypes[0]!.shape, (index, position) => {
      let next = 0;
      for (let i = 0; i < leftBatch.length; i++) {
        l[leftBatch[i]!] = index[next]!;
        r[rightBatch[i]!] = index[next]!;
        next++;
      }
      for (let axis = 0; axis < l.length; axis++) {
        if (!leftBatch.includes(axis) && !leftContract.includes(axis)) l[axis] = index[next++]!;
      }
      for (let axis = 0; axis < r.length; axis++) {
        if (!rightBatch.includes(axis) && !rightContract.includes(axis)) r[axis] = index[next++]!;
      }
      let sum = 0;
      forEachIndex(contracted, (k) => {
        for (let i = 0; i < k.length; i++) {
          l[leftContract[i]!] = k[i]!;
          r[rightContract[i]!] = k[i]!;
        }
        sum += left![positionOf(leftShape, l)]! * right![positionOf(rightShape, r)]!;
      });
      output[position] = sum;
    });
    return output;
  },
  conv: ({ inputs: [x, w], inputTypes, outputTypes, attributes }) => {
    const { stride, low, dilation, groups, order } = attributes;
    const [images, weights] = [inputTypes[0]!.shape, inputTypes[1]!.shape];
    const [features, kernel] = [weights[1]!, weights.slice(2)];
    const outputsPerGroup = weights[0]! / groups;
    const output = new Float64Array(countOf(outputTypes[0]!.shape));
    forEachIndex(outputTypes[0]!.shape, ([n, o, ...place], position) => {
      const group = Math.floor(o! / outputsPerGroup);
      let sum = 0;
      const addTerm = (c: number, k: readonly number[]) => {
        const at = k.map((offset, i) => place[i]! * stride[i]! + offset * dilation[i]! - low[i]!);
        const outside = at.some((index, i) => index < 0 || index >= images[i + 2]!);
        const element = outside ? 0 : x![positionOf(images, [n!, group * features + c, ...at])]!;
        sum += element * w![positionOf(weights, [o!, c, ...k])]!;
      };
      if (order === "window-feature") {
        forEachIndex(kernel, (k) => {
          for (let c = 0; c < features; c++) addTerm(c, k);
        });
      } else {
        for (let c = 0; c < features; c++) forEachIndex(kernel, (k) => addTerm(c, k));
      }
      output[position] = sum;
    });
    return output;
  },
};

/** Each element with the position of its output and its row-major place among the elements that share it. */
function forEachReduced(
  { inputs: [x], inputTypes, outputTypes, attributes: { axes } }: Call<AttributesOf<"sum">>,
  visit: (value: number, group: number, member: number) => void,
): void {
  const { shape } = inputTypes[0]!;
  const reduced = axes.map((axis) => shape[axis]!);
  forEachIndex(shape, (index, i) => {
    const kept = index.filter((_, axis) => !axes.includes(axis));
    const member = axes.map((axis) => index[axis]!);
    visit(x![i]!, positionOf(outputTypes[0]!.shape, kept), positionOf(reduced, member));
  });
}
