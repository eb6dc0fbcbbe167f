import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, platform, release } from "node:os";

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** What machine a run was made on. */
export function environmentFacts(): { platform: string; processor: string; cores: number } {
  return {
    platform: `${platform()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
  };
}
