// How figures are told.

/** For JSON.stringify: five digits are more than a time has. */
export function shortened(_, value) {
  return typeof value === "number" ? Number(value.toPrecision(5)) : value;
}

/** Prints a comparison: how often as fast as a contestant each of the first `own` ones is stands behind its times. */
export function printComparison({ name, outcomes, limits: measured }, own) {
  const best = Object.entries(measured).map(([limit, { median }]) => `${limit} ${median.toFixed(1)}`);
  console.log(`${name}   ${best.join(", ")} ${measured.peak === undefined ? "GB/s" : "GFLOPS"}`);
  for (const { name: other, milliseconds, share } of outcomes) {
    const times = `${range(milliseconds, 3).padStart(28)} ms`;
    const part = share === undefined ? "" : `${(100 * share.median).toFixed(0)} %`;
    const ratio = outcomes
      .slice(0, own)
      .flatMap(({ timesAsFastAs }) =>
        timesAsFastAs[other] === undefined ? [] : range(timesAsFastAs[other], 2),
      );
    console.log(`  ${other.padEnd(29)}${times}${part.padStart(7)}   ${ratio.join("   ")}`);
  }
  console.log();
}

function range({ low, median, high }, digits) {
  return `${median.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}
