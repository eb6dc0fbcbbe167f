#!/usr/bin/env node
import { registerDevices } from "./devices.ts";
import { main } from "./main.ts";

// A reader that goes away, as in `loom list | head -1`, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

registerDevices();
const { stdout, stderr, env: environment } = process;
process.exitCode = await main(process.argv.slice(2), { stdout, stderr, environment });
