import { datasets, type ImageDataset } from "../data/index.ts";
import type { EpochEvent } from "../train/index.ts";
import { environmentFacts, packageVersion } from "./run-environment.ts";
import type { RunStart } from "./run-events.ts";
import type { Reported } from "./run-report.ts";

/** A table of a report. */
export interface FactTable {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** What a report tells in tables: the diagnosis, the settings, where the time went, the machine, and the card of the data. */
export function runFacts(reported: Reported): FactTable[] {
  const { settings, result } = reported;
  const { augmentation, ...numbers } = settings;
  const chosen = Object.entries({ ...numbers, ...augmentation, seed: result.seed });
  return [
    {
      title: "What the curves say",
      rows: [
        [result.diagnosis.verdict, result.diagnosis.because],
        ...result.diagnosis.advice.map((advice) => ["try", advice] as const),
      ],
    },
    { title: "Settings", rows: chosen.map(([name, value]) => [name, String(value)]) },
    timings(reported),
    {
      title: "Machine",
      rows: [
        ["device", result.device],
        ["threads", String(result.threads)],
        ["tensorloom", packageVersion()],
        ["node", process.version],
        ...Object.entries(environmentFacts()).map(([name, value]) => [name, String(value)] as const),
      ],
    },
    dataCard(reported),
  ];
}

function dataCard({ data, result }: Reported): FactTable {
  const known = datasets.get(data.name);
  const { channels, height, width, classes } = data.train.arrays;
  return {
    title: "Data",
    rows: [
      ["name", data.name],
      ...(known === undefined ? [] : [["holds", known.description] as const]),
      ["to train with", counts(data.train)],
      ["held out", counts(data.test)],
      ["pictures", `${width}×${height}, ${channels === 1 ? "grey" : `${channels} channels`}`],
      ["classes", classes.join(", ")],
      ["licence", data.licence],
      ...(known?.restriction === undefined ? [] : [["restriction", known.restriction] as const]),
      ...(known === undefined ? [] : [["cite", known.citation] as const]),
      ["from", data.origin],
      ...Object.entries(data.checksums).map(([name, sha256]) => [name, `sha256 ${sha256}`] as const),
      ["weights", `sha256 ${result.metrics.weightsSha256}`],
    ],
  };
}

/** "8,000 pictures, 730 to 902 a class". */
function counts({ length, arrays }: ImageDataset): string {
  const each = new Array<number>(arrays.classes.length).fill(0);
  for (const label of arrays.labels) each[label]!++;
  return `${grouped(length)} pictures, ${grouped(Math.min(...each))} to ${grouped(Math.max(...each))} a class`;
}

function timings({ events, result }: Reported): FactTable {
  const start = events.find((event): event is RunStart => event.event === "start");
  const epochs = events.filter((event): event is EpochEvent => event.event === "epoch");
  const examples = (start?.stepsPerEpoch ?? 0) * (start?.batchSize ?? 0);
  const seconds = epochs.map(({ examplesPerSecond }) => examples / examplesPerSecond);
  const steps = seconds.reduce((sum, one) => sum + one, 0);
  if (epochs.length === 0) return { title: "Timings", rows: [["in all", `${result.seconds.toFixed(1)} s`]] };
  return {
    title: "Timings",
    rows: [
      ["in all", `${result.seconds.toFixed(1)} s`],
      ["steps", `${steps.toFixed(1)} s`],
      ["evaluation and files", `${Math.max(0, result.seconds - steps).toFixed(1)} s`],
      ["an epoch's steps", `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)} s`],
      ["a step", `${((1000 * steps) / (epochs.length * start!.stepsPerEpoch)).toFixed(2)} ms on average`],
      ["examples a second", grouped(Math.round((examples * epochs.length) / steps))],
    ],
  };
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
