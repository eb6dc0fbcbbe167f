import type { DatasetFacts } from "./dataset-entry.ts";

/**
 * Under what terms a data set may be used and what to cite, in a line or two: what is shown before a download. A
 * restriction comes first, in capitals.
 */
export function datasetTerms({ name, licence, restriction, citation }: DatasetFacts): string {
  const mark = restriction === undefined ? "" : `${restriction.toUpperCase()}. `;
  return `${name}: ${mark}${licence}\n  Cite: ${citation}`;
}
