import process from "node:process";
import { data, train as training } from "tensorloom";
import { train } from "./train.ts";

for (const device of process.argv.slice(2)) {
  // Machine code does not run everywhere; the reason is then as good an answer.
  const answer = await train(device).catch((error: Error) => error.message);
  console.log(`${device} ${answer}`);
}
if (typeof data.loadMnist10k !== "function" || typeof training.fit !== "function")
  throw new Error("Doors are missing.");
