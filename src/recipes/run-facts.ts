import { datasets } from "../data/index.ts";
import type { EpochEvent, RunPhase } from "../train/index.ts";
import { environmentFacts, packageVersion } from "./run-environment.ts";
import { phasesOf, type Reported } from "./run-report.ts";

/** A table of a report. */
export interface FactTable {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** What a report tells in tables: the diagnosis, the settings, where the time went, the machine, and the card of the data. */
export function runFacts(reported: Reported): FactTable[] {
  const { settings, result } = reported;
  const { diagnosis } = result;
  return [
    ...(diagnosis === undefined
      ? []
      : [
          {
            title: "What the curves say",
            rows: [
              [diagnosis.verdict, diagnosis.because] as const,
              ...diagnosis.advice.map((advice) => ["try", advice] as const),
            ],
          },
        ]),
    { title: "Settings", rows: settingRows({ ...settings, seed: result.seed }) },
    timings(reported),
    {
      title: "Machine",
      rows: [
        ["device", result.device],
        ["threads", String(result.threads)],
        ["most memory", `${Math.round(result.peakMemory / 2 ** 20).toLocaleString("en-US")} MiB`],
        ["tensorloom", packageVersion()],
        ["node", process.version],
        ...Object.entries(environmentFacts()).map(([name, value]) => [name, String(value)] as const),
      ],
    },
    dataCard(reported),
  ];
}

/** A row a setting; those of an object are rows of their own. */
function settingRows(settings: object): [string, string][] {
  return Object.entries(settings).flatMap(([name, value]): [string, string][] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? settingRows(value)
      : [[name, String(value)]],
  );
}

function dataCard({ data, card, result }: Reported): FactTable {
  const known = datasets.get(data.name);
  return {
    title: "Data",
    rows: [
      ["name", data.name],
      ...(known === undefined ? [] : [["holds", known.description] as const]),
      ...card,
      ["licence", data.licence],
      ...(known?.restriction === undefined ? [] : [["restriction", known.restriction] as const]),
      ...(known === undefined ? [] : [["cite", known.citation] as const]),
      ["from", data.origin],
      ...Object.entries(data.checksums).map(([name, sha256]) => [name, `sha256 ${sha256}`] as const),
      ["weights", `sha256 ${result.metrics.weightsSha256}`],
    ],
  };
}

function timings({ events, result }: Reported): FactTable {
  const rows: [string, string][] = [["in all", `${result.seconds.toFixed(1)} s`]];
  let inSteps = 0;
  for (const phase of phasesOf(events)) {
    const { examples, seconds, steps } = spent(phase);
    if (seconds.length === 0) continue;
    const sum = seconds.reduce((total, one) => total + one, 0);
    inSteps += sum;
    if (phase.name !== undefined) rows.push([phase.name, ""]);
    rows.push(
      ["an epoch's steps", `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)} s`],
      ["a step", `${((1000 * sum) / steps).toFixed(2)} ms on average`],
      ["examples a second", Math.round(examples / sum).toLocaleString("en-US")],
    );
  }
  if (inSteps > 0) {
    rows.push(
      ["steps in all", `${inSteps.toFixed(1)} s`],
      ["evaluation and files", `${Math.max(0, result.seconds - inSteps).toFixed(1)} s`],
    );
  }
  return { title: "Timings", rows };
}

/** The seconds that the steps of each epoch took, and how many steps and examples they were. */
function spent({ events }: RunPhase): { examples: number; steps: number; seconds: number[] } {
  const start = events.find((event) => event.event === "start");
  const epochs = events.filter((event): event is EpochEvent => event.event === "epoch");
  const steps = start?.stepsPerEpoch ?? 0;
  const examples = steps * (start?.batchSize ?? 0);
  return {
    examples: examples * epochs.length,
    steps: steps * epochs.length,
    seconds: examples === 0 ? [] : epochs.map(({ examplesPerSecond }) => examples / examplesPerSecond),
  };
}
