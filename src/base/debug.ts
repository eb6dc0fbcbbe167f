// Neither is in a browser, and bundlers put half of it there.
const setting = () => globalThis.process?.env?.TENSORLOOM_DEBUG ?? "";

/**
 * How much the environment variable TENSORLOOM_DEBUG asks to see: 0 nothing (the default), 1 stack traces of errors
 * and a line for each program that is compiled, 2 also the graphs, 3 also their memory plans, 4 also the lowered
 * programs, 5 also the code.
 */
export function debugLevel(): number {
  const text = setting();
  return ["", "nan", "guard"].includes(text) ? 0 : Number.parseInt(text, 10) || 1;
}

/**
 * Whether TENSORLOOM_DEBUG is `nan` as the process starts: programs run op by op, and the first result that is not a
 * number becomes an error that names the op which made it and the line that asked for it.
 */
export const looksForNaN: boolean = setting() === "nan";

/**
 * Whether TENSORLOOM_DEBUG is `guard` as the process starts: machine code works on copies of its buffers that end where
 * pages begin that nobody may touch, so that an access outside of them ends the process with a signal.
 */
export const guardsBuffers: boolean = setting() === "guard";
