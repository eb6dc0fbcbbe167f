import tensorloom = require("tensorloom");
import nn = require("tensorloom/nn");

async function main(): Promise<void> {
  const sum = tensorloom.tensor([1, 2]).add(1).sum().item();
  const imported = await import("tensorloom");
  if (imported.Tensor !== tensorloom.Tensor || imported.nn.Linear !== nn.Linear)
    throw new Error("There are two engines.");
  console.log(`${sum}, from one engine`);
}
void main();
