import { writeFileSync } from "node:fs";
import { encodePng, pictureGrid, pictureOf } from "../../../dist/image/index.js";
import { data, losses, manualSeed, nn, noGrad, optim, tensor, train } from "../../../dist/index.js";
import { pictureFile } from "./chart.mjs";

manualSeed(0);
const digits = await data.loadMnist10k();
const conv = new nn.Conv2d(1, 16, { kernelSize: 5 });
const net = new nn.Sequential([
  conv,
  new nn.ReLU(),
  new nn.MaxPool2d(2),
  new nn.Flatten(),
  new nn.Linear(16 * 12 * 12, 10),
]);
await train.fit(net, digits.train, {
  epochs: 2,
  optimizer: new optim.AdamW(net.parameters(), { lr: 2e-3 }),
  loss: losses.crossEntropy,
});
const [images] = digits.test.batch(Int32Array.of(1234));
const seen = noGrad(() => conv.forward(tensor(images.data, { shape: [1, 1, 28, 28] })).relu()).toArray()[0];
const weights = conv.weight.toArray();
const scaled = (plane, low, high) => plane.flat().map((v) => (v - low) / (high - low));
const most = Math.max(...weights.flat(3).map(Math.abs));
const size = (side) => ({ channels: 1, height: side, width: side });
const enlarge = (picture, zoom) => pictureGrid([picture], { zoom });
const rows = [
  enlarge(pictureOf(images.data, size(28)), 8),
  pictureGrid(
    weights.map(([plane]) => enlarge(pictureOf(scaled(plane, -most, most), size(5)), 9)),
    { columns: 4, gap: 12 },
  ),
  pictureGrid(
    seen.map((plane) => enlarge(pictureOf(scaled(plane, 0, Math.max(...plane.flat(), 0.01)), size(24)), 2)),
    { columns: 4, gap: 9 },
  ),
];
const { width, height, rgba } = pictureGrid(rows, { columns: 3, gap: 24 });
writeFileSync(pictureFile("convolution.png"), encodePng({ width, height, channels: 4, data: rgba }));
