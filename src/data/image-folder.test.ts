import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import jpeg from "jpeg-js";
import { compose, encodePng, randomHorizontalFlip, randomResizedCrop } from "../image/index.ts";
import { DataLoader, ExampleError, imageFolder } from "./index.ts";

const folder = await mkdtemp(join(tmpdir(), "pictures-"));
after(() => rm(folder, { recursive: true }));

/** A picture whose upper half is red and whose lower half is blue. */
function flag(width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data[3 * i + (i < (width * height) / 2 ? 0 : 2)] = 255;
  return encodePng({ width, height, channels: 3, data });
}

await mkdir(join(folder, "flags"));
await mkdir(join(folder, "greys"));
await mkdir(join(folder, ".hidden"));
await mkdir(join(folder, ".varied", "flags"), { recursive: true });
await writeFile(join(folder, ".varied", "flags", "small.png"), flag(6, 5));
await writeFile(join(folder, ".varied", "flags", "wide.png"), flag(17, 8));
await writeFile(join(folder, "flags", "b.png"), flag(4, 4));
await writeFile(join(folder, "flags", "a.PNG"), flag(12, 8));
await writeFile(join(folder, "flags", "notes.txt"), "no picture");
const grey = jpeg.encode({ width: 8, height: 8, data: Buffer.alloc(8 * 8 * 4, 128) }, 95).data;
await writeFile(join(folder, "greys", "c.jpg"), grey);

test("pictures are scaled to cover the size, cut to it and numbered by their folder", async () => {
  const data = await imageFolder(folder, { size: 4 });
  assert.deepEqual(data.classes, ["flags", "greys"]);
  assert.deepEqual([...data.labels], [0, 0, 1]);
  const [images, labels] = await data.batch(Int32Array.of(1, 0, 2));
  assert.deepEqual(
    [images!.shape, [...labels!.data]],
    [
      [3, 3, 4, 4],
      [0, 0, 1],
    ],
  );
  const red = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
  const plane = (image: number, channel: number): number[] => [
    ...images!.data.subarray((3 * image + channel) * 16, (3 * image + channel + 1) * 16),
  ];
  assert.deepEqual(plane(0, 0), red);
  assert.deepEqual(
    plane(0, 1),
    red.map(() => 0),
  );
  assert.deepEqual(
    plane(0, 2),
    red.map((value) => 1 - value),
  );
  // 12×8 to 6×4, of which one column goes on each side; rows at the seam are mixed by the filter.
  const scaled = plane(1, 0);
  assert.deepEqual([scaled[0], scaled[15]], [1, 0]);
  assert.ok(scaled[4]! > 0.8 && scaled[8]! < 0.2);
  assert.ok(plane(2, 1).every((value) => Math.abs(value - 128 / 255) < 0.01));
});

test("one channel is grey as the eye weighs colours", async () => {
  const data = await imageFolder(folder, { size: [2, 4], channels: 1 });
  const [images] = await data.batch(Int32Array.of(1));
  assert.deepEqual(images!.shape, [1, 1, 2, 4]);
  // 4×4 cut to its middle rows.
  const expected = [0.299, 0.299, 0.299, 0.299, 0.114, 0.114, 0.114, 0.114].map(Math.fround);
  assert.deepEqual([...images!.data], expected);
});

test("workers decode the same bits, and name the file that cannot be read", async () => {
  const data = await imageFolder(folder, { size: 6 });
  const read = async (workers: number): Promise<number[][]> => {
    const loader = new DataLoader(data, { batchSize: 2, workers });
    const all: number[][] = [];
    for await (const [images] of loader) all.push([...images!.dataSync()]);
    loader.close();
    return all;
  };
  assert.deepEqual(await read(2), await read(0));
  await writeFile(join(folder, "greys", "c.jpg"), grey.subarray(0, 200));
  for (const workers of [0, 1]) {
    await assert.rejects(read(workers), (error: ExampleError) => {
      assert.ok(error instanceof ExampleError && error.index === 2);
      assert.match(error.message, /^Cannot load example 2: Cannot read .*c\.jpg: expected a whole JPEG/);
      return true;
    });
  }
});

test("pictures of any size are changed when they are read, anew in each epoch, alike in workers", async () => {
  const transform = compose([randomResizedCrop([3, 5], { scale: [0.3, 1] }), randomHorizontalFlip()]);
  const data = await imageFolder(join(folder, ".varied"), { transform });
  const read = async (workers: number): Promise<string[]> => {
    const loader = new DataLoader(data, { batchSize: 2, workers, seed: 4 });
    const all: string[] = [];
    for (let epoch = 0; epoch < 2; epoch++) {
      for await (const [images] of loader) {
        assert.deepEqual([...images!.shape], [2, 3, 3, 5]);
        all.push(String(images!.dataSync()));
      }
    }
    loader.close();
    return all;
  };
  const seen = await read(0);
  assert.notEqual(seen[0], seen[1]);
  assert.deepEqual(await read(1), seen);
  const whole = await imageFolder(join(folder, ".varied"), { transform: randomHorizontalFlip() });
  await assert.rejects(
    async () => whole.batch(Int32Array.of(0, 1)),
    /Cannot stack examples.*Bring all to one shape/,
  );
});

test("folders without pictures, or of no class, are refused", async () => {
  const empty = join(folder, "empty");
  await mkdir(join(empty, "cats"), { recursive: true });
  await assert.rejects(imageFolder(empty, { size: 4 }), /from .*cats: expected PNGs or JPEGs, got none/);
  await assert.rejects(imageFolder(join(empty, "cats"), { size: 4 }), /expected a folder for each class/);
  await assert.rejects(imageFolder(empty, { size: 0 }), /as 0×0: expected positive integers/);
  await assert.rejects(imageFolder(empty, {}), /as they are: expected a size, or a transform/);
  await assert.rejects(imageFolder(join(empty, "none"), { size: 4 }), /ENOENT/);
});
