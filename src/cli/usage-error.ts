/** A command line that cannot be understood: told in one sentence, with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
