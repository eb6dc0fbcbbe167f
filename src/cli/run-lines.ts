import type { RunEvent, RunResult, RunStart } from "../recipes/index.ts";
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
      const { loss, accuracy } = event.training;
      this.losses.push(Math.log(loss!));
      this.progress.update({
        fraction: event.step / (epochs * stepsPerEpoch),
        label: `epoch ${String(event.epoch).padStart(String(epochs).length)}/${epochs}`,
        details: [
          `loss ${loss!.toFixed(3)} ${sparkline(this.losses, curveLength)}`,
          `acc ${percent(accuracy!)}`,
          perSecond(event.examplesPerSecond),
        ],
      });
    } else {
      const { epochs } = this.start!;
      const { validation, training } = event;
      const held =
        validation === undefined
          ? ""
          : `   held out: loss ${validation.loss!.toFixed(4)}  ${this.paint.bold(percent(validation.accuracy!))}`;
      this.progress.print(
        `epoch ${String(event.epoch).padStart(String(epochs).length)}/${epochs}   ` +
          `training: loss ${training.loss!.toFixed(4)}  ${percent(training.accuracy!)}${held}   ` +
          this.paint.dim(perSecond(event.examplesPerSecond)),
      );
    }
  }

  private showStart(event: RunStart): void {
    this.start = event;
    const { recipe, data, device, threads, parameters, trainExamples, batchSize, seed, out } = event;
    this.progress.print(
      `${this.paint.bold(recipe)} on ${data}: ${parameters.toLocaleString("en-US")} parameters, ` +
        `${trainExamples.toLocaleString("en-US")} examples in batches of ${batchSize}, seed ${seed}, ` +
        `${device} with ${threads} ${threads === 1 ? "thread" : "threads"} → ${out}`,
    );
    if (event.resumedFrom) this.progress.print(`going on after step ${event.resumedFrom}`);
    this.progress.restart();
  }

  private showResult(event: RunResult): void {
    const { recipe, metrics, target, reached, seconds, out, stopped, steps } = event;
    if (stopped) {
      this.progress.print(this.paint.yellow(`Stopped after step ${steps}; the run is saved. Go on with`));
      this.progress.print(`  loom train ${recipe} --out ${quoted(out)} --resume`);
    }
    const missed = stopped ? "" : this.paint.red(`✗ missed its ${percent(target.atLeast)}`);
    const verdict = reached ? this.paint.green(`✓ reached its ${percent(target.atLeast)}`) : missed;
    this.progress.print(
      `${this.paint.bold(`accuracy ${percent(metrics.accuracy)}`)} on held-out examples, ` +
        `loss ${metrics.loss.toFixed(4)}, in ${shortDuration(seconds)}  ${verdict}`.trimEnd(),
    );
    if (!stopped) this.showDiagnosis(event);
    this.progress.print(`${out}/report.html`);
  }

  private showDiagnosis({ diagnosis }: RunResult): void {
    const { verdict, because, advice } = diagnosis;
    const colour = verdict === "good fit" ? this.paint.green : this.paint.yellow;
    this.progress.print(`${colour(verdict)}: ${because}`);
    for (const line of advice) this.progress.print(this.paint.dim(`  try: ${line}`));
  }
}

/** A word for a shell. */
function quoted(word: string): string {
  return /^[\w./=:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString("en-US")} examples/s`;
}
