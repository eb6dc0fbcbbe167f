/**
 * An example that could not be loaded: its `index` in the data set (in a stream, how many came before it in its
 * shard), and in `cause` why.
 */
export class ExampleError extends Error {
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super(`Cannot load example ${index}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = "ExampleError";
    this.index = index;
  }
}
