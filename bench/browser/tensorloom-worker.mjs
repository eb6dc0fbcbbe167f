import { setDevice } from "../../dist/browser.js";
import { prepareTensorloom } from "../../dist/cli/bench/tensorloom.js";
import { answers } from "./answers.mjs";

const threads = Number(new URLSearchParams(location.search).get("threads"));
let ask;
globalThis.onmessage = async ({ data }) => {
  try {
    if (ask === undefined) {
      await setDevice("wasm", { threads });
      ask = answers(prepareTensorloom);
    }
    postMessage({ value: await ask(data) });
  } catch (error) {
    postMessage({ error: error.message });
  }
};
