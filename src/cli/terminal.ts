/** Where a command writes: a process's standard streams, or a test's. */
export interface TerminalStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a command can use of the world around it. */
export interface Terminal {
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Ways to mark text; without colours each returns the text as it is. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
}

/**
 * Marks for a stream: colours on a terminal unless NO_COLOR is set to anything (https://no-color.org), and
 * elsewhere only if FORCE_COLOR asks for them.
 */
export function paintFor(stream: TerminalStream, environment: Terminal["environment"]): Paint {
  const forced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== "0";
  const wanted = forced || (stream.isTTY === true && environment.TERM !== "dumb");
  const on = wanted && !environment.NO_COLOR;
  const mark =
    (begin: number, end: number) =>
    (text: string): string =>
      on ? `\x1b[${begin}m${text}\x1b[${end}m` : text;
  return {
    bold: mark(1, 22),
    dim: mark(2, 22),
    green: mark(32, 39),
    red: mark(31, 39),
    yellow: mark(33, 39),
    blue: mark(34, 39),
  };
}
