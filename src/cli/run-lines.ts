import type { RunEvent, RunResult, RunStart } from "../recipes/index.ts";
import { type Diagnosis, formatMetric, formatTarget, isShare, type Metrics } from "../train/index.ts";
import { ProgressLine, shortDuration } from "./progress.ts";
import { sparkline } from "./sparkline.ts";
import type { Paint, TerminalStream } from "./terminal.ts";

/** How many columns the curve of the loss takes. */
const curveLength = 10;

/** Tells a person how a run goes: a line at the start, a bar while it trains, a line an epoch, the verdict. */
export class RunLines {
  private readonly paint: Paint;
  private readonly progress: ProgressLine;
  private start: RunStart | undefined;
  private readonly losses: number[] = [];

  constructor(stream: TerminalStream, paint: Paint) {
    this.paint = paint;
    this.progress = new ProgressLine(stream, paint);
  }

  /** Prints a line above the bar. */
  print(line: string): void {
    this.progress.print(line);
  }

  /** Takes the bar away. */
  clear(): void {
    this.progress.clear();
  }

  /** Tells one event. */
  show(event: RunEvent): void {
    if (event.event === "start") this.showStart(event);
    else if (event.event === "result") this.showResult(event);
    else if (event.event === "step") {
      const { epochs, stepsPerEpoch } = this.start!;
      const [[first, value] = ["", 0], ...others] = Object.entries(event.training);
      this.losses.push(value > 0 ? Math.log(value) : value);
      this.progress.update({
        fraction: (event.step - (this.start!.step ?? 0)) / (epochs * stepsPerEpoch),
        label: `epoch ${String(event.epoch).padStart(String(epochs).length)}/${epochs}`,
        details: [
          `${first} ${formatMetric(first, value)} ${sparkline(this.losses, curveLength)}`,
          ...others.map(([name, other]) => `${name} ${formatMetric(name, other)}`),
          perSecond(event.examplesPerSecond),
        ],
      });
    } else {
      const { epochs } = this.start!;
      const { validation, training } = event;
      const held = validation === undefined ? "" : `   held out: ${this.paint.bold(numbers(validation))}`;
      this.progress.print(
        `epoch ${String(event.epoch).padStart(String(epochs).length)}/${epochs}   ` +
          `training: ${numbers(training)}${held}   ` +
          this.paint.dim(perSecond(event.examplesPerSecond)),
      );
    }
  }

  private showStart(event: RunStart): void {
    const first = this.start === undefined;
    this.start = event;
    this.losses.length = 0;
    const { phase } = event;
    if (first) this.showRun(event);
    if (phase !== undefined) {
      this.progress.print(this.paint.bold(`phase ${phase.number}/${phase.count}: ${phase.name}`));
    }
    if (event.resumedFrom)
      this.progress.print(`going on after step ${event.resumedFrom + (event.step ?? 0)}`);
    this.progress.restart();
  }

  private showRun(event: RunStart): void {
    const { recipe, data, device, threads, parameters, trainExamples, batchSize, seed, out } = event;
    this.progress.print(
      `${this.paint.bold(recipe)} on ${data}: ${parameters.toLocaleString("en-US")} parameters, ` +
        `${trainExamples.toLocaleString("en-US")} examples in batches of ${batchSize}, seed ${seed}, ` +
        `${device} with ${threads} ${threads === 1 ? "thread" : "threads"} → ${out}`,
    );
  }

  private showResult(event: RunResult): void {
    const { recipe, metrics, targets, reached, seconds, out, stopped, steps } = event;
    if (stopped) {
      this.progress.print(this.paint.yellow(`Stopped after step ${steps}; the run is saved. Go on with`));
      this.progress.print(`  loom train ${recipe} --out ${quoted(out)} --resume`);
    }
    const goal = targets.map(formatTarget).join(", ");
    const missed = stopped ? "" : this.paint.red(`✗ missed ${goal}`);
    const verdict = reached ? this.paint.green(`✓ reached ${goal}`) : missed;
    const { weightsSha256: _, ...figures } = metrics;
    this.progress.print(
      `${this.paint.bold(numbers(figures as Metrics))} on held-out examples, in ${shortDuration(seconds)}  ${verdict}`.trimEnd(),
    );
    if (!stopped && event.diagnosis !== undefined) this.showDiagnosis(event.diagnosis);
    this.progress.print(`${out}/report.html`);
  }

  private showDiagnosis({ verdict, because, advice }: Diagnosis): void {
    const colour = verdict === "good fit" ? this.paint.green : this.paint.yellow;
    this.progress.print(`${colour(verdict)}: ${because}`);
    for (const line of advice) this.progress.print(this.paint.dim(`  try: ${line}`));
  }
}

/** A word for a shell. */
function quoted(word: string): string {
  return /^[\w./=:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** "loss 0.0345, accuracy 98.85 %". */
function numbers(metrics: Metrics): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${aligned(name, value)}`)
    .join(", ");
}

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString("en-US")} examples/s`;
}

/** A metric with as many decimals as its neighbours above and below. */
function aligned(name: string, value: number): string {
  const size = Math.abs(value);
  return size >= 100 || size < 0.001 || Number.isInteger(value) || isShare(name)
    ? formatMetric(name, value)
    : value.toFixed(4);
}
