import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { EventFile, type ScalarEvent } from "../io/index.ts";
import type { EpochEvent, StepEvent } from "../train/index.ts";
import type { RunEvent } from "./run-events.ts";

/** The curves of a run as a file for TensorBoard, which is shown by `tensorboard --logdir runs`. */
export class TensorBoardLog {
  private readonly file: EventFile;
  /** When training began, or would have without a break: seconds since 1970. */
  private readonly began: number;

  private constructor(file: EventFile, began: number) {
    this.file = file;
    this.began = began;
  }

  /** Begins the file of a run in place of any earlier one, with what has been told before. */
  static async create(folder: string, before: readonly RunEvent[]): Promise<TensorBoardLog> {
    for (const name of await readdir(folder)) {
      if (name.startsWith("events.out.tfevents.")) await rm(join(folder, name));
    }
    const spent = before.reduce((most, event) => Math.max(most, "seconds" in event ? event.seconds : 0), 0);
    const began = Date.now() / 1000 - spent;
    const path = join(folder, `events.out.tfevents.${Math.floor(began)}.loom`);
    const log = new TensorBoardLog(await EventFile.create(path, began), began);
    for (const event of before) await log.add(event);
    return log;
  }

  /** Writes the numbers of an event, if it has any. */
  async add(event: RunEvent): Promise<void> {
    if (event.event === "step" || event.event === "epoch") await this.file.add([this.scalars(event)]);
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.file.close();
  }

  private scalars(event: StepEvent | EpochEvent): ScalarEvent {
    const wallTime = this.began + event.seconds;
    const { step, training } = event;
    if (event.event === "step") {
      const { learningRate, examplesPerSecond } = event;
      const speed = { learning_rate: learningRate, examples_per_second: examplesPerSecond };
      return { wallTime, step, scalars: { ...tagged(training, "training_steps"), ...speed } };
    }
    const held = event.validation === undefined ? {} : tagged(event.validation, "validation");
    return { wallTime, step, scalars: { ...tagged(training, "training"), ...held } };
  }
}

/** TensorBoard shows tags that begin alike side by side: "loss/training", "loss/validation". */
function tagged(metrics: Readonly<Record<string, number>>, of: string): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [`${name}/${of}`, value]));
}
