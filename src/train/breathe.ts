const longest = 40;
let last = 0;

/**
 * Lets signals, timers and other work of the process run, if it did not within the last 40 ms: a loop that only
 * awaits finished promises would shut them out.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - last < longest) return;
  await new Promise<void>((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
  last = performance.now();
}
