/** Machine code as text, for people who want to look inside. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EmittedProgram } from "./emit-program.ts";

/** A program's kernels and its driver, as read by `objdump`, or their sizes where that is not installed. */
export function printCode({ code, kernels, driver }: EmittedProgram): string {
  const parts = [
    ...kernels.map(({ name, offset }) => ({ name, offset })),
    { name: "driver", offset: driver.offset },
  ];
  return parts
    .map(({ name, offset }, i) => {
      const end = parts[i + 1]?.offset ?? code.length;
      return `${name}: ${end - offset} bytes\n${disassemble(code.subarray(offset, end)) ?? ""}`;
    })
    .join("\n");
}

/** Objdump's reading of some code, one instruction a line; undefined where there is no objdump. */
export function disassemble(code: Uint8Array): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-"));
  try {
    const file = join(folder, "code");
    writeFileSync(file, code);
    const flags = ["-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", "--no-show-raw-insn"];
    const { status, stdout } = spawnSync("objdump", [...flags, file], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) return undefined;
    return stdout
      .split("\n")
      .filter((line) => /^\s+[0-9a-f]+:/.test(line))
      .join("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
