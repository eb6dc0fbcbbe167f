/** Two copies of this package in one process, such as two versions of it, do not know each other's tensors. */

const copy = Symbol.for("tensorloom.copy");

/** Says so on standard error if a copy of this package was loaded from another place before. */
export function tellOfOtherCopy(place: string): void {
  const loaded = globalThis as { [copy]?: string };
  const first = (loaded[copy] ??= place);
  if (first === place) return;
  console.warn(
    `Two copies of tensorloom are loaded, ${first} and ${place}: tensors of one cannot be used with the other. ` +
      "`npm ls tensorloom` tells who brings them; let both take one version.",
  );
}
