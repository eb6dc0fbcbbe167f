// The last step of a build: the command line entry must be executable.
import { chmodSync, existsSync } from "node:fs";

if (existsSync("dist/cli/loom.js")) chmodSync("dist/cli/loom.js", 0o755);
