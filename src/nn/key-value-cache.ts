import { requireKind } from "../base/argument-kinds.ts";
import { dynamicUpdate, filledVariable, noGrad, type Tensor } from "../tensor/index.ts";
import { checkNumber } from "./number-option.ts";
import { checkShape } from "./recurrent-weights.ts";

/** The extents of a `KeyValueCache`. */
export interface KeyValueCacheSizes {
  readonly batch: number;
  readonly numHeads: number;
  /** How many tokens there is room for. */
  readonly maxTokens: number;
  /** The features of a head. */
  readonly width: number;
}

/**
 * The keys and values of tokens that came before, so that each new token is computed once. Its arrays keep their size:
 * a compiled step writes into them in place.
 *
 * Source: Shazeer, "Fast Transformer Decoding", 2019, section 2.
 *
 * @example
 * const cache = new nn.KeyValueCache({ batch: 1, numHeads: 2, maxTokens: 32, width: 8 });
 * cache.append(rand([1, 2, 3, 8]), rand([1, 2, 3, 8]));
 * cache.length.item(); // 3
 */
export class KeyValueCache {
  /** [batch, numHeads, maxTokens, width], zeros from `length` on. */
  readonly keys: Tensor;
  readonly values: Tensor;
  /** How many tokens are there: an int32 scalar. */
  readonly length: Tensor;

  /** Throws: RangeError unless all sizes are positive integers. */
  constructor(sizes: KeyValueCacheSizes) {
    requireKind("options", "make KeyValueCache", { sizes });
    const { batch, numHeads, maxTokens, width } = sizes;
    for (const [name, size] of Object.entries({ batch, numHeads, maxTokens, width })) {
      checkNumber("KeyValueCache", name, size, { least: 1, integer: true });
    }
    const shape = [batch, numHeads, maxTokens, width];
    this.keys = filledVariable(shape, 0);
    this.values = filledVariable(shape, 0);
    this.length = filledVariable([], 0, "int32");
  }

  /**
   * Adds tokens at the end. Where there is no room for them they take the last places.
   *
   * Shapes: both [batch, numHeads, tokens, width]. Throws: RangeError if they are not.
   */
  append(keys: Tensor, values: Tensor): void {
    const [batch, heads, most, width] = this.keys.shape as [number, number, number, number];
    const tokens = Math.min(keys.shape[2] ?? 0, most);
    checkShape("keys for a KeyValueCache", keys, [batch, heads, tokens, width]);
    checkShape("values for a KeyValueCache", values, [batch, heads, tokens, width]);
    noGrad(() => {
      this.keys.assign(dynamicUpdate(this.keys, keys, { start: this.length, axis: 2 }));
      this.values.assign(dynamicUpdate(this.values, values, { start: this.length, axis: 2 }));
      this.length.assign(this.length.add(tokens));
    });
  }

  /**
   * Gives each row what row `from` of it had: where a search goes on with other texts than before.
   *
   * Shapes: from [batch] int32. Throws: RangeError if it is not.
   */
  reorder(from: Tensor): void {
    checkShape("rows of a KeyValueCache", from, [this.keys.shape[0]!]);
    noGrad(() => {
      this.keys.assign(this.keys.at(from));
      this.values.assign(this.values.at(from));
    });
  }

  /** Forgets all tokens. */
  clear(): void {
    noGrad(() => void this.length.assign(this.length.mul(0)));
  }
}
