import { type Layer, Module } from "./module.ts";

/** The layer that `name` is made of. Throws: TypeError unless it is a module with a forward. */
export function checkLayer<L extends Layer>(name: string, layer: L): L {
  if (layer instanceof Module && typeof layer.forward === "function") return layer;
  throw new TypeError(
    `Cannot make ${name} of ${typeof layer === "object" ? "an object" : String(layer)}: expected a layer, got a ` +
      `${typeof layer}. Give a Module with a forward.`,
  );
}

/** What `make` makes, `count` times. Throws: TypeError unless it is a function that makes layers. */
export function makeLayers<L extends Module>(name: string, make: () => L, count: number): L[] {
  if (typeof make !== "function") {
    throw new TypeError(
      `Cannot make ${name} with a ${typeof make} in place of makeLayer: expected a function that makes a layer, got a ` +
        `${typeof make}. Give () => new the layer, which is called once a layer.`,
    );
  }
  return Array.from({ length: count }, () => checkLayer(name, make() as L & Layer));
}
