/**
 * How much the environment variable TENSORLOOM_DEBUG asks to see: 0 nothing (the default), 1 stack traces of errors,
 * 2 the graphs that are compiled, 3 also their memory plans, 4 also the lowered programs, 5 also the code.
 */
export function debugLevel(): number {
  // Neither is in a browser, and bundlers put half of it there.
  const text = globalThis.process?.env?.TENSORLOOM_DEBUG;
  return text === undefined || text === "" ? 0 : Number.parseInt(text, 10) || 1;
}
