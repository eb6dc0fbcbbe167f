import assert from "node:assert/strict";
import { test } from "node:test";
import { PreparedRoom } from "./prepared-room.ts";

test("those that ran longest ago let go of their memory first", () => {
  const room = new PreparedRoom(100);
  const dropped: string[] = [];
  const holder = (name: string) => {
    const self = {
      drop() {
        dropped.push(name);
        room.give(self);
      },
    };
    return self;
  };
  const [a, b, c] = ["a", "b", "c"].map(holder);
  room.take(a!, 40);
  room.take(b!, 40);
  room.use(a!);
  room.take(c!, 50);
  assert.deepEqual(dropped, ["b"]);
  assert.equal(room.bytes, 90);
  room.give(b!);
  room.give(c!);
  assert.equal(room.bytes, 40);
  assert.equal(room.fits(100), true);
  assert.equal(room.fits(101), false);
});
