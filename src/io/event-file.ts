import { type FileHandle, open } from "node:fs/promises";
import { PbfWriter } from "pbf";
import { crc32c } from "./crc32c.ts";

/** Numbers by tag, such as "loss/training", at one moment. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
}

/**
 * A file of events that TensorBoard shows: records, each with its length and checksums, of protocol buffers.
 *
 * Source: TensorFlow, `tensorflow/core/lib/io/record_writer.h` and `tensorflow/core/util/event.proto`.
 */
export class EventFile {
  private readonly file: FileHandle;

  private constructor(file: FileHandle) {
    this.file = file;
  }

  /** Makes the file, or makes it anew. TensorBoard finds it if its name contains "tfevents". */
  static async create(path: string, wallTime: number): Promise<EventFile> {
    const file = await open(path, "w");
    await file.appendFile(record(encodeVersion(wallTime)));
    return new EventFile(file);
  }

  /** Appends events. */
  async add(events: readonly ScalarEvent[]): Promise<void> {
    if (events.length > 0)
      await this.file.appendFile(Buffer.concat(events.map((event) => record(encodeScalars(event)))));
  }

  /** Closes the file; nothing more can be added. */
  async close(): Promise<void> {
    await this.file.close();
  }
}

/** The fields of TensorFlow's `Event`, by number. */
const field = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;

function encodeVersion(wallTime: number): Uint8Array {
  const event = new PbfWriter();
  event.writeDoubleField(field.wallTime, wallTime);
  event.writeStringField(field.fileVersion, "brain.Event:2");
  return event.finish();
}

function encodeScalars({ wallTime, step, scalars }: ScalarEvent): Uint8Array {
  const event = new PbfWriter();
  event.writeDoubleField(field.wallTime, wallTime);
  event.writeVarintField(field.step, step);
  event.writeMessage(
    field.summary,
    (entries: readonly [string, number][], summary) => {
      for (const entry of entries) summary.writeMessage(1, writeValue, entry);
    },
    Object.entries(scalars),
  );
  return event.finish();
}

/** `Summary.Value`: a tag and a `simple_value`. */
function writeValue([tag, value]: readonly [string, number], writer: PbfWriter): void {
  writer.writeStringField(1, tag);
  writer.writeFloatField(2, value);
}

/** Length, its checksum, the bytes, their checksum. */
function record(bytes: Uint8Array): Uint8Array {
  const whole = Buffer.alloc(12 + bytes.length + 4);
  whole.writeBigUInt64LE(BigInt(bytes.length), 0);
  whole.writeUInt32LE(masked(crc32c(whole.subarray(0, 8))), 8);
  whole.set(bytes, 12);
  whole.writeUInt32LE(masked(crc32c(bytes)), 12 + bytes.length);
  return whole;
}

/** Turned by 15 bits and shifted by a constant: a checksum of bytes that hold their own checksum would be of no use. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
