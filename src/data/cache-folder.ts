import { homedir } from "node:os";
import { join } from "node:path";

/** The folder for downloaded data: `$XDG_CACHE_HOME/tensorloom`, or the system's own place for such files. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, "tensorloom");
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "tensorloom", "cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "tensorloom");
  return join(homedir(), ".cache", "tensorloom");
}
