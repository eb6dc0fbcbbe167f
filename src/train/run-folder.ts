import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { requireKind } from "../base/argument-kinds.ts";
import { readSafetensors, type StoredTensors, writeError, writeFileWhole } from "../io/index.ts";

/**
 * The folder of a run, which anyone can read: `run.json` (settings, versions, seed, device, data), `events.jsonl`
 * (one event a line), `model.safetensors` (weights), `report.html` and `checkpoints/`. All but the events are written whole or
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
      await makeFolder(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(
        `Cannot write a run into ${folder}: expected a folder that can be made, got ${code === "EEXIST" ? "a file" : code}. Name another one with --out.`,
        { cause: error },
      );
    }
    const names = await readdir(folder);
    if (names.length > 0) {
      const mend = names.includes("run.json") ? "Go on with that run by --resume, or name" : "Name";
      throw new Error(
        `Cannot write a run into ${folder}: expected an empty folder, got one that holds ${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}. ${mend} another one with --out.`,
      );
    }
    return new RunFolder(folder, await openEvents(folder, "wx"));
  }

  /**
   * The folder of a run that was begun before, to go on with it. What a killed run was about to write is put in order:
   * files that were not finished go, and events after the newest checkpoint, since they will be told again.
   *
   * Throws: RangeError if there are checkpoints and none is whole.
   */
  static async reopen(path: string): Promise<ReopenedRun> {
    await removeUnfinished(path);
    const checkpoint = await newestCheckpoint(path);
    const steps = checkpoint === undefined ? 0 : stepOf(checkpoint.name);
    const kept = (await readEvents(path)).filter(({ event, step }) =>
      event === "start" ? steps > Number(step ?? 0) : typeof step === "number" && step <= steps,
    );
    await writeFileWhole(
      join(path, "events.jsonl"),
      kept.map((event) => `${JSON.stringify(event)}\n`).join(""),
    );
    const folder = new RunFolder(path, await openEvents(path, "a"));
    return { folder, events: kept, checkpoint: checkpoint?.contents };
  }

  /** Appends an event. */
  async addEvent(event: object): Promise<void> {
    try {
      await this.events.appendFile(`${JSON.stringify(event)}\n`);
    } catch (error) {
      throw writeError(join(this.path, "events.jsonl"), error);
    }
  }

  /** Writes `run.json`. */
  async writeRecord(record: object): Promise<void> {
    await writeFileWhole(join(this.path, "run.json"), `${JSON.stringify(record, null, 2)}\n`);
  }

  /** Writes `model.safetensors`. */
  async writeWeights(bytes: Uint8Array): Promise<void> {
    await writeFileWhole(join(this.path, "model.safetensors"), bytes);
  }

  /** Writes `checkpoints/step-….safetensors`, and then removes all but the newest: two, unless `keep` says more or fewer. */
  async writeCheckpoint(
    bytes: Uint8Array,
    step: number,
    { keep = checkpointsKept }: { readonly keep?: number } = {},
  ): Promise<void> {
    const folder = join(this.path, "checkpoints");
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw writeError(folder, error);
    });
    await writeFileWhole(join(folder, `step-${String(step).padStart(9, "0")}.safetensors`), bytes);
    const old = (await checkpointNames(this.path)).slice(Math.max(1, keep));
    await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
  }

  /** Writes `best.safetensors`: the weights of the best epoch so far. */
  async writeBest(bytes: Uint8Array): Promise<void> {
    await writeFileWhole(join(this.path, "best.safetensors"), bytes);
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

async function openEvents(folder: string, flags: "wx" | "a"): Promise<FileHandle> {
  const path = join(folder, "events.jsonl");
  try {
    return await open(path, flags);
  } catch (error) {
    throw writeError(path, error);
  }
}

/** A run that goes on. */
export interface ReopenedRun {
  readonly folder: RunFolder;
  /** What was told up to the checkpoint. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** The newest that is whole; undefined if the run was killed before its first. */
  readonly checkpoint: StoredTensors | undefined;
}

/** How many checkpoints a run keeps: should one be damaged, there is another. */
const checkpointsKept = 2;

/** Newest first. */
async function checkpointNames(path: string): Promise<string[]> {
  return (await namesIn(join(path, "checkpoints")))
    .filter((name) => /^step-\d+\.safetensors$/.test(name))
    .sort()
    .reverse();
}

function stepOf(name: string): number {
  return Number(name.replace(/\D/g, ""));
}

/** The newest checkpoint that can be read. Throws: RangeError if there are some and none can. */
async function newestCheckpoint(
  path: string,
): Promise<{ name: string; contents: StoredTensors } | undefined> {
  const names = await checkpointNames(path);
  let damage: unknown;
  for (const name of names) {
    try {
      return { name, contents: await readSafetensors(join(path, "checkpoints", name)) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      damage ??= error;
    }
  }
  if (damage !== undefined) throw damage;
  return undefined;
}

/** The events of a run that are whole lines. */
async function readEvents(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(path, "events.jsonl"), "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as Record<string, unknown>];
    } catch {
      return []; // the line a killed run did not finish
    }
  });
}

/** Whether a run was begun in a folder: whether it has a record. */
export async function runExists(path: string): Promise<boolean> {
  return (await namesIn(path)).includes("run.json");
}

/** Removes the parts of files that a killed run left. */
async function removeUnfinished(path: string): Promise<void> {
  for (const folder of [path, join(path, "checkpoints")]) {
    const unfinished = (await namesIn(folder)).filter(isUnfinished);
    await Promise.all(unfinished.map((name) => rm(join(folder, name), { force: true })));
  }
}

/** Empties a folder in which a run was killed before it had a record; any other is left as it is. */
export async function removeAbandonedStart(path: string): Promise<void> {
  const names = await namesIn(path);
  if (!names.every((name) => name === "events.jsonl" || isUnfinished(name))) return;
  await Promise.all(names.map((name) => rm(join(path, name), { force: true })));
}

function isUnfinished(name: string): boolean {
  return name.endsWith(".partial");
}

/** None where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/**
 * Reads the record of a run's folder.
 *
 * Throws: Error saying what is wrong if there is no run, or its record is no JSON object.
 */
export async function readRunRecord(path: string): Promise<Record<string, unknown>> {
  requireKind("text", "call readRunRecord", { path });
  let text: string;
  try {
    text = await readFile(join(path, "run.json"), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    throw new Error(
      `Cannot find a run in ${path}: expected a folder with a run.json, as "loom train" makes it. Pass the path that --out named.`,
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
  requireKind("text", "call readRunWeights", { path });
  return readSafetensors(join(path, "model.safetensors"));
}

/** Node's own recursive mkdir never returns where a parent takes no folders, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
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
