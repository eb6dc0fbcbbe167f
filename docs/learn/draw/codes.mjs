import { writeFileSync } from "node:fs";
import { encodePng, pictureGrid, pictureOf } from "../../../dist/image/index.js";
import { data, losses, manualSeed, nn, noGrad, optim, tensor, train } from "../../../dist/index.js";
import { pictureFile } from "./chart.mjs";

manualSeed(0);
const { train: digits, test } = await data.loadMnist10k();
const [images] = digits.batch(Int32Array.from({ length: digits.length }, (_, i) => i));
const column = { shape: [digits.length, 784], data: images.data };
const autoencoder = (code) =>
  new nn.Sequential([
    ...[new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, code)],
    ...[new nn.Linear(code, 256), new nn.ReLU(), new nn.Linear(256, 784), new nn.Sigmoid()],
  ]);
const shown = Int32Array.from({ length: 12 }, (_, i) => 157 * i + 20);
const originals = test.batch(shown)[0].data;
const rows = [originals];
for (const code of [2, 16]) {
  const net = autoencoder(code);
  await train.fit(net, new data.ArrayDataset([column, column]), {
    ...{ epochs: 15, loss: losses.mse },
    optimizer: new optim.Adam(net.parameters(), { lr: 2e-3 }),
  });
  rows.push(
    Float32Array.from(
      noGrad(() => net.forward(tensor(originals, { shape: [12, 784] })))
        .flatten()
        .toArray(),
    ),
  );
}
const size = { channels: 1, height: 28, width: 28 };
const pictures = rows.flatMap((row) =>
  Array.from(shown, (_, i) => pictureOf(row.subarray(784 * i, 784 * (i + 1)), size)),
);
const { width, height, rgba } = pictureGrid(pictures, { columns: 12, gap: 2, zoom: 2 });
writeFileSync(pictureFile("codes.png"), encodePng({ width, height, channels: 4, data: rgba }));
