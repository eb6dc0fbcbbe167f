import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import protobuf from "protobufjs";
import { crc32c } from "./crc32c.ts";
import { EventFile } from "./event-file.ts";

const folder = await mkdtemp(join(tmpdir(), "events-"));
after(() => rm(folder, { recursive: true }));

/** What is used here of tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto. */
const schema = protobuf
  .parse(`
  syntax = "proto3";
  package tensorflow;
  message Summary {
    message Value {
      string node_name = 7;
      string tag = 1;
      oneof value {
        float simple_value = 2;
        bytes obsolete_old_style_histogram = 3;
      }
    }
    repeated Value value = 1;
  }
  message Event {
    double wall_time = 1;
    int64 step = 2;
    oneof what {
      string file_version = 3;
      bytes graph_def = 4;
      Summary summary = 5;
    }
  }
`)
  .root.lookupType("tensorflow.Event");

/** Records as TensorFlow's reader takes them: a checksum that differs ends it. */
function readRecords(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    assert.equal(unmasked(bytes.readUInt32LE(at + 8)), bitwiseCrc(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    assert.equal(unmasked(bytes.readUInt32LE(at + 12 + length)), bitwiseCrc(data));
    records.push(data);
    at += 16 + length;
  }
  return records;
}

/** As `UnmaskCRC` of tensorflow/core/lib/hash/crc32c.h. */
function unmasked(crc: number): number {
  const turned = (crc - 0xa282ead8) >>> 0;
  return ((turned >>> 17) | (turned << 15)) >>> 0;
}

/** Division by the polynomial 0x1EDC6F41 bit after bit, highest coefficient first, of reversed bytes. */
function bitwiseCrc(bytes: Uint8Array): number {
  const reversed = (value: number, bits: number): number =>
    Number.parseInt([...value.toString(2).padStart(bits, "0")].reverse().join(""), 2);
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder = (remainder ^ (reversed(byte, 8) << 24)) >>> 0;
    for (let bit = 0; bit < 8; bit++) {
      const high = remainder & 0x80000000;
      remainder = ((remainder << 1) ^ (high ? 0x1edc6f41 : 0)) >>> 0;
    }
  }
  return reversed(~remainder >>> 0, 32);
}

test("CRC-32C has the values of RFC 3720, appendix B.4", () => {
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e);
});

test("what is written is read by another parser with TensorFlow's own schema", async () => {
  const path = join(folder, "events.out.tfevents.1.loom");
  const file = await EventFile.create(path, 1_700_000_000.25);
  await file.add([{ wallTime: 1_700_000_001.5, step: 1, scalars: { "loss/training": 0.5 } }]);
  await file.add([]);
  await file.add([
    { wallTime: 1_700_000_002.5, step: 300, scalars: { "loss/training": -1e-3, "größe/ÿ": 3 } },
    { wallTime: 1_700_000_003.5, step: 2 ** 40, scalars: { "loss/training": Number.NaN } },
  ]);
  await file.close();
  const events = readRecords(await readFile(path)).map((bytes) =>
    schema.toObject(schema.decode(bytes), { longs: Number }),
  );
  assert.deepEqual(events, [
    { wallTime: 1_700_000_000.25, fileVersion: "brain.Event:2" },
    { wallTime: 1_700_000_001.5, step: 1, summary: { value: [{ tag: "loss/training", simpleValue: 0.5 }] } },
    {
      wallTime: 1_700_000_002.5,
      step: 300,
      summary: {
        value: [
          { tag: "loss/training", simpleValue: Math.fround(-1e-3) },
          { tag: "größe/ÿ", simpleValue: 3 },
        ],
      },
    },
    {
      wallTime: 1_700_000_003.5,
      step: 2 ** 40,
      summary: { value: [{ tag: "loss/training", simpleValue: Number.NaN }] },
    },
  ]);
});
