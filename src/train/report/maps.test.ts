import assert from "node:assert/strict";
import { test } from "node:test";
import { heatMapsSection } from "./heat-maps.ts";
import { scatterSection } from "./scatter.ts";

test("points fill the map, lines join them, and texts are escaped", () => {
  const points = [
    { x: 1, y: -2, label: 0, text: "<a>" },
    { x: 3, y: 4, label: 1, title: "b & c" },
    { x: 2, y: 1, label: 1 },
  ];
  const { title, note, body } = scatterSection(
    "Map",
    { points, classes: ["one", "two"], lines: [[0, 1]] },
    "of 3",
  );
  assert.deepEqual([title, note], ["Map", "of 3"]);
  const places = [...body.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [x, y]);
  assert.deepEqual(places, [
    ["18.0", "18.0"],
    ["702.0", "442.0"],
    ["360.0", "230.0"],
  ]);
  assert.ok(body.includes('<line class="grid" x1="18.0" y1="18.0" x2="702.0" y2="442.0"/>'));
  for (const text of ["&#60;a&#62;", "b &#38; c", "<title>two</title>"]) assert.ok(body.includes(text), text);
});

test("points at one place are shown, too", () => {
  const { body } = scatterSection("Map", { points: [{ x: 5, y: 5, label: 0 }], classes: ["one"] });
  assert.ok(body.includes('cx="18.0" cy="18.0"'));
});

test("a heat map has a cell a value, as dark as it is great", () => {
  const map = {
    title: "Looked at",
    rows: ["x", "y"],
    columns: ["a", "b", "<c>"],
    values: [0, 0.25, 1, 0, 0.5, 2],
  };
  const { body } = heatMapsSection("Attention", [map]);
  const shades = [...body.matchAll(/style="opacity:([\d.]+)"/g)].map(([, opacity]) => opacity);
  assert.deepEqual(shades, ["0.030", "0.250", "1.000", "0.030", "0.500", "1.000"]);
  assert.ok(body.includes("<title>x, &#60;c&#62;: 1.00</title>"));
  assert.throws(() => heatMapsSection("", [{ ...map, values: [1] }]), /expected 6 values, got 1/);
});
