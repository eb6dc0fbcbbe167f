import type { Table } from "../data/index.ts";

/** Waves over the map, in half turns a degree: from one across the state to one a tenth of a degree. */
const frequencies = [0.25, 0.5, 1, 2, 4];

const coasts = ["<1H OCEAN", "INLAND", "ISLAND", "NEAR BAY", "NEAR OCEAN"];

/**
 * What a district's price is learned from: its place, as it is and as waves in four directions, age and income, counts as
 * logarithms, quotients of counts as logarithms, and how the sea lies. A missing count of bedrooms is a fifth of the rooms,
 * as is usual, and is marked.
 *
 * Waves of places: Gorishniy, Rubachev, Babenko, "On Embeddings for Numerical Features in Tabular Deep Learning", 2022,
 * section 3.3, with frequencies that are not learned.
 */
export function housingFeatures(table: Table): { names: string[]; values: Float32Array } {
  const column = (name: string) => table.numbers(name);
  const [x, y] = [column("longitude"), column("latitude")];
  const [rooms, people, households] = [column("total_rooms"), column("population"), column("households")];
  const bedrooms = column("total_bedrooms").map((count, row) =>
    Number.isNaN(count) ? rooms[row]! / 5 : count,
  );
  const ratio = (a: Float64Array, b: Float64Array) => a.map((value, row) => Math.log(value / b[row]!));
  const diagonals = [
    x.map((x, row) => (x + y[row]!) / Math.SQRT2),
    x.map((x, row) => (x - y[row]!) / Math.SQRT2),
  ];
  const waves = [x, y, ...diagonals].flatMap((along, direction) =>
    frequencies.flatMap((frequency) => [
      [
        `wave sin ${direction} ${frequency}`,
        along.map((place) => Math.sin(Math.PI * frequency * place)),
      ] as const,
      [
        `wave cos ${direction} ${frequency}`,
        along.map((place) => Math.cos(Math.PI * frequency * place)),
      ] as const,
    ]),
  );
  const coast = table.texts("ocean_proximity");
  const features: (readonly [name: string, values: ArrayLike<number>])[] = [
    ["longitude", x],
    ["latitude", y],
    ["age", column("housing_median_age")],
    ["income", column("median_income")],
    ["log income", column("median_income").map(Math.log)],
    ["log rooms", rooms.map(Math.log)],
    ["log people", people.map(Math.log)],
    ["log households", households.map(Math.log)],
    ["log rooms a household", ratio(rooms, households)],
    ["log bedrooms a room", ratio(bedrooms, rooms)],
    ["log people a household", ratio(people, households)],
    ["bedrooms missing", column("total_bedrooms").map((count) => Number(Number.isNaN(count)))],
    ...coasts.map((name) => [name.toLowerCase(), coast.map((value) => Number(value === name))] as const),
    ...waves,
  ];
  const values = new Float32Array(table.length * features.length);
  for (const [i, [, column]] of features.entries()) {
    for (let row = 0; row < table.length; row++) values[row * features.length + i] = column[row]!;
  }
  return { names: features.map(([name]) => name), values };
}
