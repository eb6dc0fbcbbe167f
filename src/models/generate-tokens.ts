import { compile, noGrad, type Tensor, tensor } from "../tensor/index.ts";
import type { GPT } from "./gpt.ts";
import { type SampleTokenOptions, sampleToken } from "./sample-token.ts";

/** How a text goes on. */
export interface GenerateTokensOptions extends SampleTokenOptions {
  /** The tokens that it begins with, at least one. */
  readonly prompt: readonly number[];
  /** How many tokens follow. */
  readonly length: number;
}

/**
 * Tokens that a GPT lets follow upon each other. Each is computed once, from the keys and values that are kept of those
 * before it; where the context is full, it begins anew with the second half of its tokens.
 *
 * Throws: RangeError if there is no prompt, or an option is out of its range.
 *
 * @example sketch
 * for await (const token of generateTokens(model, { prompt: [0], length: 100, temperature: 0.8 })) {
 *   process.stdout.write(characters[token]);
 * }
 */
export async function* generateTokens(model: GPT, options: GenerateTokensOptions): AsyncGenerator<number> {
  const { prompt, length, ...sampling } = options;
  if (prompt.length === 0) {
    throw new RangeError(
      "Cannot generate tokens after none: expected a prompt of at least one token, got none. Begin with a line break, say.",
    );
  }
  const caches = model.newCaches();
  const logitsAfter = compile((tokens: Tensor) =>
    noGrad(() =>
      model
        .forward(tokens, { caches })
        .slice([0, tokens.shape[1]! - 1])
        .flatten(),
    ),
  );
  const text = [...prompt];
  let unread = text;
  let kept = 0; // how many tokens the caches have
  for (let i = 0; i < length; i++) {
    if (kept + unread.length > model.contextLength) {
      for (const cache of caches) cache.clear();
      unread = text.slice(-Math.ceil(model.contextLength / 2));
      kept = 0;
    }
    const logits = await logitsAfter(tensor([unread], { dtype: "int32" })).data();
    kept += unread.length;
    unread = [sampleToken(logits, sampling)];
    text.push(unread[0]!);
    yield unread[0]!;
  }
}
