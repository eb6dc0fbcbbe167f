/** Machine code as text, for people who want to look inside. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EmittedProgram } from "./emit-program.ts";
import type { Disassembler } from "./target.ts";

/** A program's kernels and its driver, as a disassembler reads them, or their sizes where that is not installed. */
export function printCode({ code, kernels, driver }: EmittedProgram, disassembler: Disassembler): string {
  const parts = [
    ...kernels.map(({ name, offset }) => ({ name, offset })),
    { name: "driver", offset: driver.offset },
  ];
  return parts
    .map(({ name, offset }, i) => {
      const end = parts[i + 1]?.offset ?? code.length;
      return `${name}: ${end - offset} bytes\n${disassemble(code.subarray(offset, end), disassembler) ?? ""}`;
    })
    .join("\n");
}

/** A disassembler's reading of some code, one instruction a line; undefined where it is not installed. */
function disassemble(code: Uint8Array, { command, options }: Disassembler): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-"));
  try {
    const file = join(folder, "code");
    writeFileSync(file, code);
    const { status, stdout } = spawnSync(command, [...options, file], {
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
