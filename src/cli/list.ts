import type { Command } from "commander";
import { datasets } from "../data/index.ts";
import { recipes } from "../recipes/index.ts";
import { deviceNames } from "../tensor/index.ts";
import { formatTarget } from "../train/index.ts";
import { examples } from "./examples.ts";
import { paintFor, type Terminal } from "./terminal.ts";

/** Adds `loom list`. */
export function addListCommand(program: Command, terminal: Terminal): void {
  program
    .command("list")
    .description("list recipes, data sets and devices")
    .option("--json", "print them as a JSON object", false)
    .addHelpText("after", examples("loom list", "loom list --json"))
    .action((options: { readonly json: boolean }) => {
      const listed = {
        recipes: [...recipes.values()].map(
          ({ name, family, description, data, targets, settings, fast }) => ({
            ...{ name, family, description, data, targets, settings, fast },
            licence: datasets.get(data ?? "")?.licence,
          }),
        ),
        datasets: [...datasets.values()].map(
          ({ name, kind, description, licence, restriction, citation, subsetOf, downloadBytes }) => ({
            name,
            kind,
            description,
            licence,
            restriction,
            citation,
            subsetOf,
            downloadBytes,
          }),
        ),
        devices: deviceNames(),
      };
      if (options.json) {
        terminal.stdout.write(`${JSON.stringify({ event: "result", ...listed })}\n`);
        return;
      }
      const paint = paintFor(terminal.stdout, terminal.environment);
      const width = 2 + Math.max(...[...recipes.keys(), ...datasets.keys()].map((name) => name.length));
      const lines = [paint.bold("Recipes") + paint.dim("  loom train <recipe>")];
      let shown = "";
      for (const { name, family, description, data, targets } of listed.recipes) {
        if (family !== shown) lines.push(` ${paint.dim(family)}`);
        shown = family;
        const on = data === undefined ? "on examples it makes" : `on ${data}`;
        lines.push(
          `  ${name.padEnd(width)}${description}`,
          `  ${"".padEnd(width)}${paint.dim(`must reach ${targets.map(formatTarget).join(", ")} ${on}`)}`,
        );
      }
      lines.push("", paint.bold("Data sets") + paint.dim("  --data <name>"));
      for (const { name, description, licence, restriction, subsetOf, downloadBytes } of listed.datasets) {
        const download = downloadBytes > 0 ? `; ${size(downloadBytes)} to download` : "";
        const mirror = subsetOf === undefined ? "" : "; from a mirror only";
        const mark = restriction === undefined ? "" : `${paint.yellow(restriction.toUpperCase())}. `;
        lines.push(
          `  ${name.padEnd(width)}${description}${download}${mirror}`,
          `  ${"".padEnd(width)}${mark}${paint.dim(licence)}`,
        );
      }
      lines.push(
        "",
        paint.bold("Devices") + paint.dim("  --device <name>"),
        `  ${listed.devices.join(", ")}`,
      );
      terminal.stdout.write(`${lines.join("\n")}\n`);
    });
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(0)} MB`;
}
