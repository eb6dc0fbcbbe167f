import assert from "node:assert/strict";
import { test } from "node:test";
import { beamSearch } from "./index.ts";

/** Log-probabilities of what follows a text of the tokens 1 to 3; 0 ends it. */
type Language = (text: number, tokens: readonly number[]) => readonly number[];

/** Searches while a table of beginnings follows the rows that go on. */
function search(
  language: Language,
  options: { batch?: number; beams: number; maxLength?: number; lengthPenalty?: number },
) {
  const { batch = 1, beams, maxLength = 4, ...rest } = options;
  let beginnings: number[][] = Array.from({ length: batch * beams }, () => []);
  const asked: number[] = [];
  const found = beamSearch({
    ...{ batch, beams, maxLength, start: 9, end: 0, ...rest },
    step: (tokens, from) => {
      asked.push(tokens.length);
      beginnings = Array.from(from, (row, i) => [...beginnings[row]!, tokens[i]!]);
      const rows = beginnings.map((tokens, i) =>
        language(Math.floor(i / beams), tokens.slice(1)).map(Math.log),
      );
      return Promise.resolve(rows.flat());
    },
  });
  return found.then((texts) => ({ texts, asked }));
}

/** Token 1 looks best, but what follows it is anyone's guess; after 2 comes 3, and the end, for sure. */
const deceptive: Language = (_, [first, second]) => {
  if (first === undefined) return [0, 0.6, 0.4, 0];
  if (second !== undefined) return [1, 0, 0, 0];
  return first === 1 ? [0.25, 0.25, 0.25, 0.25] : [0, 0, 0, 1];
};

test("one beam takes the likeliest token each time, more find a likelier text", async () => {
  assert.deepEqual((await search(deceptive, { beams: 1, lengthPenalty: 0 })).texts, [[1]]);
  assert.deepEqual((await search(deceptive, { beams: 2, lengthPenalty: 0 })).texts, [[2, 3]]);
});

test("with as many beams as there are beginnings, the likeliest of all texts is found", async () => {
  const language: Language = (text, tokens) => {
    const seed = tokens.reduce((sum, token) => 7 * sum + token, 3 + text);
    const weights = [0.2, ...[2, 3, 4].map((i) => 1 + ((seed * i * i + 5 * i) % 11))]; // ends are rare
    return weights.map((weight) => weight / weights.reduce((a, b) => a + b));
  };
  const all = (text: number, tokens: number[], probability: number): [number[], number][] =>
    language(text, tokens).flatMap((share, token): [number[], number][] => {
      if (token === 0) return [[tokens, probability * share]];
      const longer = [...tokens, token];
      return longer.length === 3 ? [[longer, probability * share]] : all(text, longer, probability * share);
    });
  const best = [0, 1].map((text) => all(text, [], 1).reduce((a, b) => (b[1] > a[1] ? b : a))[0]);
  assert.notDeepEqual(best[0], best[1]);
  const { texts } = await search(language, { batch: 2, beams: 9, maxLength: 3, lengthPenalty: 0 });
  assert.deepEqual(texts, best);
});

test("the penalty prefers longer texts, and the search ends when enough texts have", async () => {
  const language: Language = (_, tokens) => (tokens.length === 0 ? [0.5, 0.5, 0, 0] : [0.8, 0.1, 0.1, 0]);
  assert.deepEqual((await search(language, { beams: 2, lengthPenalty: 0 })).texts, [[]]);
  assert.deepEqual((await search(language, { beams: 2, lengthPenalty: 1 })).texts, [[1]]);
  const { asked } = await search(language, { beams: 2, maxLength: 50 });
  assert.ok(asked.length < 5, `${asked.length} steps`);
});

test("a text that does not end is cut at the greatest length", async () => {
  const endless: Language = () => [0, 0.9, 0.1, 0];
  assert.deepEqual((await search(endless, { beams: 2, maxLength: 3 })).texts, [[1, 1, 1]]);
});
