import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestName } from "./nearest-name.ts";
import { ProgressLine, shortDuration } from "./progress.ts";
import { paintFor } from "./terminal.ts";

function screen(isTTY: boolean, columns = 100) {
  let text = "";
  let time = 0;
  const stream = { isTTY, columns, write: (part: string) => (text += part) };
  const line = new ProgressLine(stream, paintFor({ write: () => 0 }, {}), () => time);
  return { line, text: () => text, wait: (milliseconds: number) => (time += milliseconds) };
}

const half = { fraction: 0.5, label: "epoch 1/2", details: ["loss 0.5"] };

test("the bar tells how far it is and how long it will take", () => {
  const { line, text, wait } = screen(true);
  wait(3000);
  line.update(half);
  assert.equal(text(), `\r\x1b[2Kepoch 1/2 ${"━".repeat(10)}${"─".repeat(10)}   50 %  3 s left  loss 0.5`);
});

test("it is drawn at most every 80 ms, and lines push it away", () => {
  const { line, text, wait } = screen(true);
  line.update(half);
  const once = text();
  wait(50);
  line.update(half);
  assert.equal(text(), once);
  line.print("a line");
  assert.ok(text().endsWith("\r\x1b[2Ka line\n"));
  line.update(half);
  line.clear();
  assert.ok(text().endsWith("\r\x1b[2K"));
});

test("it never wraps", () => {
  const { line, text } = screen(true, 60);
  line.update({ ...half, details: ["loss 0.5", "x".repeat(20), "y"] });
  const drawn = text().slice("\r\x1b[2K".length);
  assert.ok(drawn.length < 60 && drawn.endsWith("loss 0.5"), drawn);
});

test("on a narrow terminal the bar is shorter, and none is drawn where it has no room", () => {
  const narrow = screen(true, 40);
  narrow.wait(3000);
  narrow.line.update(half);
  assert.equal(narrow.text(), `\r\x1b[2Kepoch 1/2 ${"━".repeat(3)}${"─".repeat(3)}   50 %  3 s left`);
  const none = screen(true, 12);
  none.line.update(half);
  assert.equal(none.text(), "");
});

test("where there is no terminal, only lines are written", () => {
  const { line, text } = screen(false);
  line.update(half);
  line.print("a line");
  line.clear();
  assert.equal(text(), "a line\n");
});

test("durations", () => {
  assert.deepEqual([0.4, 59.4, 59.6, 125, 3599.9, 3840].map(shortDuration), [
    "0 s",
    "59 s",
    "1 min 00 s",
    "2 min 05 s",
    "1 h 00 min",
    "1 h 04 min",
  ]);
});

test("the nearest name is close or none", () => {
  const names = ["mnist", "mlp-digits", "train", "evaluate"];
  assert.equal(nearestName("mnits", names), "mnist");
  assert.equal(nearestName("MNIST", names), "mnist");
  assert.equal(nearestName("eval", names), "evaluate");
  assert.equal(nearestName("mlp", names), "mlp-digits");
  assert.equal(nearestName("zebra", names), undefined);
  assert.equal(nearestName("", names), undefined);
});
