import type { Affine, Kernel, Statement } from "./program.ts";

/** The elements offset + Σ stride · i for 0 ≤ i < extent in each of `dims`. */
export interface Region {
  readonly parameter: number;
  readonly access: "read" | "write";
  /** Over the grid variables and the repeat counter only. */
  readonly offset: Affine;
  /** One a loop variable the address uses, outermost first, then the lanes, then the index. Extent 0: nothing. */
  readonly dims: readonly RegionDim[];
}

/** One dimension of a region: `extent` steps of `stride` elements. */
export interface RegionDim {
  readonly stride: number;
  readonly extent: number;
}

/** A load or store statement and what it touches in one chunk. */
export interface KernelAccess {
  readonly statement: Extract<Statement, { kind: "load" | "store" }>;
  readonly region: Region;
}

/**
 * What one chunk of a kernel reads and writes: one region for each load and store, in the order of the text.
 * Loop variables, lanes (only the `valid` ones) and all that an index may be are projected into `dims`.
 */
export function regionsOf(kernel: Kernel): readonly Region[] {
  return accessesOf(kernel).map((access) => access.region);
}

/** The loads and stores of a kernel with their regions, in the order of the text. */
export function accessesOf(kernel: Kernel): readonly KernelAccess[] {
  const outer = new Set(kernel.repeat === undefined ? kernel.grid : [...kernel.grid, kernel.repeat]);
  const found: KernelAccess[] = [];
  const walk = (block: readonly Statement[], runs: boolean): void => {
    for (const statement of block) {
      if (statement.kind === "loop") walk(statement.body, runs && statement.variable.extent > 0);
      else if (statement.kind === "load" || statement.kind === "store") {
        const { parameter, offset, laneStride, index } = statement.address;
        const { lanes } = statement.kind === "load" ? statement.result : statement.value;
        const touched = statement.valid ?? lanes;
        const dims = offset.terms
          .filter((term) => !outer.has(term.variable))
          .map((term) => ({ stride: term.coefficient, extent: term.variable.extent }));
        if (touched > 1 && laneStride !== 0) dims.push({ stride: laneStride, extent: touched });
        if (index !== undefined) dims.push({ stride: index.scale, extent: index.extent });
        if (!runs) dims.push({ stride: 0, extent: 0 });
        const terms = offset.terms.filter((term) => outer.has(term.variable));
        found.push({
          statement,
          region: {
            parameter,
            access: statement.kind === "load" ? "read" : "write",
            offset: { constant: offset.constant, terms },
            dims,
          },
        });
      }
    }
  };
  walk(kernel.body, true);
  return found;
}

/** Whether a region has no elements. */
export function isEmpty(region: Region): boolean {
  return region.dims.some((dim) => dim.extent === 0);
}

/** The lowest and highest element of a region, counted from its offset. */
export function spanOf(region: Region): readonly [low: number, high: number] {
  let low = 0;
  let high = 0;
  for (const { stride, extent } of region.dims) {
    const reach = stride * (extent - 1);
    if (reach < 0) low += reach;
    else high += reach;
  }
  return [low, high];
}
