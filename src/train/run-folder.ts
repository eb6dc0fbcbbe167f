import { type FileHandle, mkdir, open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readSafetensors, type StoredTensors, writeFileWhole } from "../io/index.ts";

/**
 * The folder of a run, which anyone can read: `run.json` (settings, versions, seed, device, data), `events.jsonl`
 * (one event a line), `model.safetensors` (weights) and `report.html`. All but the events are written whole or
 * not at all.
 */
export class RunFolder {
  readonly path: string;
  private readonly events: FileHandle;

  private constructor(path: string, events: FileHandle) {
    this.path = path;
    this.events = events;
  }

  /**
   * Makes the folder of a new run. Without a path it is the first free one of `runs/<name>-1`, `runs/<name>-2`, …
   *
   * Throws: Error if the folder cannot be made, or holds files already.
   */
  static async create(name: string, path?: string): Promise<RunFolder> {
    const folder = path ?? (await firstFree(name));
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(
        `Cannot write a run into ${folder}: expected a folder that can be made, got ${code}. Name another one with --out.`,
        { cause: error },
      );
    }
    if ((await readdir(folder)).length > 0) {
      throw new Error(
        `Cannot write a run into ${folder}: expected an empty folder. Name another one with --out.`,
      );
    }
    return new RunFolder(folder, await open(join(folder, "events.jsonl"), "wx"));
  }

  /** Appends an event. */
  async addEvent(event: object): Promise<void> {
    await this.events.appendFile(`${JSON.stringify(event)}\n`);
  }

  /** Writes `run.json`. */
  async writeRecord(record: object): Promise<void> {
    await writeFileWhole(join(this.path, "run.json"), `${JSON.stringify(record, null, 2)}\n`);
  }

  /** Writes `model.safetensors`. */
  async writeWeights(bytes: Uint8Array): Promise<void> {
    await writeFileWhole(join(this.path, "model.safetensors"), bytes);
  }

  /** Writes `report.html`. */
  async writeReport(html: string): Promise<void> {
    await writeFileWhole(join(this.path, "report.html"), html);
  }

  /** Closes the events; nothing more can be added. */
  async close(): Promise<void> {
    await this.events.close();
  }
}

/**
 * Reads the record of a run's folder.
 *
 * Throws: Error saying what is wrong if there is no run, or its record is no JSON object.
 */
export async function readRunRecord(path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(join(path, "run.json"), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    throw new Error(
      `Cannot find a run in ${path}: expected a folder with a run.json, as "loom train" makes it.`,
    );
  }
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    record = undefined;
  }
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    throw new Error(`Cannot read ${join(path, "run.json")}: expected a JSON object. Was the file edited?`);
  }
  return record as Record<string, unknown>;
}

/** Reads the weights of a run's folder. Throws: as `readSafetensors`. */
export async function readRunWeights(path: string): Promise<StoredTensors> {
  return readSafetensors(join(path, "model.safetensors"));
}

async function firstFree(name: string): Promise<string> {
  await mkdir("runs", { recursive: true });
  for (let number = 1; ; number++) {
    const path = join("runs", `${name}-${number}`);
    try {
      await mkdir(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
