import assert from "node:assert/strict";
import { test } from "node:test";
import { registerDevices } from "./devices.ts";
import { main } from "./main.ts";

test("doctor tells what programs run on and why, and shares of what multiply-adds reach", async () => {
  registerDevices();
  let out = "";
  const stdout = { write: (text: string) => (out += text) };
  assert.equal(await main(["doctor", "--json"], { stdout, stderr: { write: () => 0 }, environment: {} }), 0);
  const { ok, findings } = JSON.parse(out) as {
    ok: boolean;
    findings: { name: string; ok?: boolean; text: string; figures?: Record<string, number> }[];
  };
  assert.equal(ok, true);
  const finding = (name: string) => findings.find((one) => one.name === name)!;
  assert.match(
    finding("default device").text,
    /^(native|wasm) .*: the default.*, of native, wasm, reference$/,
  );
  assert.match(finding("processor").text, /AVX|WebAssembly/);
  for (const { name, ok: works, text, figures } of findings.filter((one) => one.name.startsWith("device "))) {
    if (works !== true) continue;
    assert.match(text, /GFLOPS in a \d+³ product/);
    for (const [figure, value] of Object.entries(figures!)) assert.ok(value > 0, `${name}: ${figure}`);
    if (name === "device reference") continue;
    const { gflops, peak, share } = figures!;
    assert.equal(share, gflops! / peak!);
  }
});
