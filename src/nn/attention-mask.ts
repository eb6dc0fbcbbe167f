import { not } from "../ops/index.ts";
import { compute, type Tensor, zeros } from "../tensor/index.ts";
import { checkShape } from "./recurrent-weights.ts";

/** What attention must not look at: bools that are true there, as in PyTorch, or float32 numbers added to the scores. */
export interface AttentionMasks {
  /** Pairs of query and key: [queries, keys], or one for each head, [batch · numHeads, queries, keys]. */
  readonly mask?: Tensor | undefined;
  /** Keys: [batch, keys]. */
  readonly keyPaddingMask?: Tensor | undefined;
}

/** The scores that masks are for. */
export interface ScoreSizes {
  readonly batch: number;
  readonly numHeads: number;
  readonly queries: number;
  readonly keys: number;
}

/**
 * Both masks as one for `scaledDotProductAttention`: true where a query may look, or numbers to add.
 *
 * Shapes: → [batch or 1, numHeads or 1, queries or 1, keys]. Throws: RangeError if a shape does not fit.
 */
export function mergedMask({ mask, keyPaddingMask }: AttentionMasks, sizes: ScoreSizes): Tensor | undefined {
  const { batch, numHeads, queries, keys } = sizes;
  const parts: Tensor[] = [];
  if (mask !== undefined) {
    const leading = mask.rank === 3 ? [batch * numHeads] : [];
    checkShape("an attention mask", mask, [...leading, queries, keys]);
    parts.push(
      mask.rank === 3 ? mask.reshape([batch, numHeads, queries, keys]) : mask.reshape([1, 1, queries, keys]),
    );
  }
  if (keyPaddingMask !== undefined) {
    checkShape("a key padding mask", keyPaddingMask, [batch, keys]);
    parts.push(keyPaddingMask.reshape([batch, 1, 1, keys]));
  }
  if (parts.length === 0) return undefined;
  if (parts.every((part) => part.dtype === "bool")) {
    return parts.map((part) => compute([part], not)).reduce((a, b) => a.logicalAnd(b));
  }
  return parts.map(added).reduce((a, b) => a.add(b));
}

/** −∞ where a bool is true, else 0; numbers as they are. */
function added(mask: Tensor): Tensor {
  return mask.dtype === "bool" ? mask.where(Number.NEGATIVE_INFINITY, zeros(mask.shape)) : mask;
}
