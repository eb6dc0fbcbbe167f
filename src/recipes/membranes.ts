import { ArrayDataset } from "../data/index.ts";
import { Random } from "../tensor/index.ts";

/** Height and width of a picture. */
export const membraneSide = 64;

const [cellsAPicture, thickness, noise] = [14, 2.2, 0.12];

/**
 * Pictures like those of tissue under an electron microscope: bright cells with dark membranes between them, dark bodies
 * within, uneven light and noise. Membranes are where the nearest and the second nearest of random points are about as far.
 *
 * Shapes: float32 pictures [count, 1, 64, 64] from 0 to 1, and float32 masks of the same shape, 1 for membrane.
 */
export function membranes(count: number, seed: number): ArrayDataset {
  const random = new Random(seed);
  const size = membraneSide ** 2;
  const shape = [count, 1, membraneSide, membraneSide];
  const [pictures, masks] = [new Float32Array(count * size), new Float32Array(count * size)];
  for (let i = 0; i < count; i++) {
    const place = (): readonly [number, number] => [
      random.uniform(0, membraneSide),
      random.uniform(0, membraneSide),
    ];
    const cells = Array.from({ length: cellsAPicture }, place);
    const bodies = Array.from({ length: 10 }, () => ({ at: place(), radius: random.uniform(1.5, 3.5) }));
    const [slopeX, slopeY] = [random.uniform(-0.2, 0.2), random.uniform(-0.2, 0.2)];
    for (let pixel = 0; pixel < size; pixel++) {
      const [x, y] = [pixel % membraneSide, Math.floor(pixel / membraneSide)];
      const distances = cells.map(([a, b]) => Math.hypot(x - a, y - b)).sort((a, b) => a - b);
      const isMembrane = distances[1]! - distances[0]! < thickness;
      const inBody = bodies.some(({ at: [a, b], radius }) => Math.hypot(x - a, y - b) < radius);
      const light = 0.7 + (slopeX * x + slopeY * y) / membraneSide;
      const value = light - (isMembrane || inBody ? 0.3 : 0) + noise * random.normal();
      pictures[i * size + pixel] = Math.min(1, Math.max(0, value));
      masks[i * size + pixel] = isMembrane && !inBody ? 1 : 0;
    }
  }
  return new ArrayDataset([
    { shape, data: pictures },
    { shape, data: masks },
  ]);
}
