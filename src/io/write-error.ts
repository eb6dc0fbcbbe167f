import { requireKind } from "../base/argument-kinds.ts";

/** What can go wrong with a disk, as the middle and the end of a sentence. */
const reasons: Readonly<Record<string, readonly [expected: string, got: string, mend: string]>> = {
  ENOSPC: ["room on the disk", "none", "Free some"],
  EDQUOT: ["room within your quota", "none", "Free some"],
  EFBIG: ["that files may grow so large", "a limit that forbids it", "Raise it (ulimit -f)"],
  EACCES: [
    "a folder that may be written to",
    "one that forbids it",
    "Change its permissions, or write elsewhere",
  ],
  EPERM: [
    "a folder that may be written to",
    "one that forbids it",
    "Change its permissions, or write elsewhere",
  ],
  EROFS: ["a disk that may be written to", "one that is read-only", "Write elsewhere"],
  ENOENT: ["its folder to be there", "none", "Make it"],
  ENOTDIR: ["its folder to be there", "a file in its place", "Write elsewhere"],
  EIO: ["a disk that works", "an error of the device", "Check the disk"],
};

/** An error of the file system while a file was written, as one sentence that says how to mend it; others stay as they are. */
export function writeError(path: string, error: unknown): unknown {
  requireKind("text", "call writeError", { path });
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = reasons[code ?? ""];
  if (reason === undefined) return error;
  const [expected, got, mend] = reason;
  const message = `Cannot write ${path}: expected ${expected}, got ${got} (${code}). ${mend}, and try again.`;
  return Object.assign(new Error(message, { cause: error }), { code });
}
