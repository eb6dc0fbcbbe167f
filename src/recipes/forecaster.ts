import { ArrayDataset, type LoadedTable } from "../data/index.ts";
import { mse } from "../losses/index.ts";
import { RecurrentForecaster } from "../models/index.ts";
import { Adam, WarmupCosineLR } from "../optim/index.ts";
import { noGrad, tensor } from "../tensor/index.ts";
import { chartsSection, type ReportSection, tableSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { leastSquares } from "./least-squares.ts";
import type { Recipe } from "./recipe.ts";

/** How a series is cut, and how its forecaster learns. */
export interface ForecasterSettings {
  /** Values of the past that are seen, and of the future that are told. */
  readonly window: number;
  readonly horizon: number;
  readonly cell: "gru" | "lstm";
  readonly hiddenSize: number;
  /** Whether the values of a season before are what the network adds to, not the last one. */
  readonly seasonal: boolean;
  /** Whether the network sees values themselves, not only their changes up to the last one. */
  readonly level: boolean;
  readonly epochs: number;
  /** Epochs without a better error on the validation part after which training ends. */
  readonly patience: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** What tells one series from another. */
export interface Forecaster {
  readonly name: string;
  readonly description: string;
  readonly data: "sunspots" | "airline-passengers" | "etth1";
  /** After how many values it repeats itself, more or less. */
  readonly season: number;
  /** What is looked at in place of its values: of one that varies the more the greater it is, roots or logarithms. */
  readonly scale: keyof typeof scales;
  /** How many values of it, from the first on, are taken. Default: all. */
  readonly length?: number;
  /** Where validation and test begin, as shares of what is taken. */
  readonly splits: readonly [validation: number, test: number];
  readonly settings: ForecasterSettings;
  readonly fast: { readonly settings: Partial<ForecasterSettings>; readonly relativeError: number };
}

const scales = {
  values: { of: (value: number) => value, back: (seen: number) => seen },
  roots: { of: Math.sqrt, back: (seen: number) => Math.max(0, seen) ** 2 },
  logarithms: { of: Math.log, back: Math.exp },
};

/** How far back linear autoregressions look; the best of them on the validation part counts. */
const orders = [1, 2, 3, 6, 12, 13, 24, 25, 36, 48, 72, 96, 168, 336];

/** What each way of telling the future says for each window: rows of `horizon` values. */
type Forecasts = readonly (readonly number[])[];

/**
 * A recipe that tells how a series goes on, on its last part in time. Its root mean squared error is compared with those of
 * three ways that learn little: the last value, the value of a season before, and a linear autoregression fitted by
 * least squares to the same windows; `relativeError` is the network's as a share of the best of them. `errorToShortcut` is it as a
 * share of that of the network's own shortcut, fitted by least squares: how much the recurrent layer is worth.
 */
export function forecaster(its: Forecaster): Recipe {
  const { name, description, data, season, settings } = its;
  const targets = (atMost: number) => [{ metric: "relativeError", atMost }];
  return defineRecipe({
    ...{ name, family: "recurrent", description, data, settings },
    targets: targets(1),
    fast: { settings: its.fast.settings, targets: targets(its.fast.relativeError) },
    prepare: ({ table, target }: LoadedTable, { window, horizon }) => {
      const raw = [...table.numbers(target).slice(0, its.length)];
      const [first, second] = its.splits.map((share) => Math.round(share * raw.length)) as [number, number];
      const seen = raw.map(scales[its.scale].of);
      const mean = meanOf(seen.slice(0, first));
      const deviation = Math.sqrt(meanOf(seen.slice(0, first).map((value) => (value - mean) ** 2)));
      const series = seen.map((value) => (value - mean) / deviation);
      /** Places where the told values begin, all of which lie between two places of the series. */
      const places = (from: number, to: number): number[] =>
        Array.from({ length: Math.max(0, to - horizon - from + 1) }, (_, i) => from + i);
      const past = (at: number) => series.slice(at - window, at);
      const future = (at: number) => raw.slice(at, at + horizon);
      const examples = (at: readonly number[]): ArrayDataset =>
        new ArrayDataset([
          { shape: [at.length, window], data: Float32Array.from(at.flatMap(past)) },
          {
            shape: [at.length, horizon],
            data: Float32Array.from(at.flatMap((at) => series.slice(at, at + horizon))),
          },
        ]);
      const [fitted, chosen, held] = [
        places(window, first),
        places(first, second),
        places(second, raw.length),
      ];
      const repeated = (from: (at: number, step: number) => number): Forecasts =>
        held.map((at) => Array.from({ length: horizon }, (_, step) => raw[from(at, step)]!));
      const autoregression = (scale: keyof typeof scales, fromLast = false): Forecasts => {
        const { of, back } = scales[scale];
        const ways = orders
          .filter((order) => order <= window)
          .map((order) => {
            const told = autoregress(raw.map(of), { order, horizon, fitted, fromLast });
            const way = (at: number): number[] => told(at).map(back);
            return { way, error: rmse(chosen.map(way), chosen.map(future)) };
          });
        const best = ways.reduce((best, one) => (one.error < best.error ? one : best));
        return held.map(best.way);
      };
      return {
        assets: { mean, deviation, scale: its.scale },
        card: [
          ["values", `${raw.length} of ${target}`],
          ["to train with", `the first ${first}`],
          ["to stop early with", `the next ${second - first}`],
          ["held out", `the last ${raw.length - second}`],
        ] as const,
        train: examples(fitted),
        validation: examples(chosen),
        held: held.map(past),
        truth: held.map(future),
        shortcut: autoregression("values", true),
        baselines: {
          "last value": repeated((at) => at - 1),
          "a season before": repeated((at, step) => at + step - season * Math.ceil((step + 1) / season)),
          "linear autoregression": autoregression("values"),
          ...(its.scale !== "values" && {
            [`linear autoregression of ${its.scale}`]: autoregression(its.scale),
          }),
        },
      };
    },
    model: (_, { window, horizon, cell, hiddenSize, seasonal, level }) =>
      new RecurrentForecaster({ window, horizon, cell, hiddenSize, level, ...(seasonal && { season }) }),
    train: (model, { train, validation }, { epochs, patience, batchSize, learningRate: lr, weightDecay }) => {
      const optimizer = new Adam(model.parameters(), { lr, weightDecay });
      const totalSteps = epochs * Math.floor(train.length / batchSize);
      const schedule = new WarmupCosineLR(optimizer, { totalSteps });
      return {
        data: train,
        options: {
          epochs,
          batchSize,
          optimizer,
          schedule,
          loss: mse,
          validation,
          earlyStopping: { patience },
        },
      };
    },
    evaluate: async (model, { assets, held, truth, baselines, shortcut }, { horizon }) => {
      const told = (await noGrad(() => model.forward(tensor(held as number[][]))).data()) as Float32Array;
      const natural = (value: number) => scales[assets.scale].back(value * assets.deviation + assets.mean);
      const network = held.map((_, row) =>
        Array.from(told.subarray(row * horizon, (row + 1) * horizon), natural),
      );
      const ways = Object.entries({ "this network": network, ...baselines } as Record<string, Forecasts>);
      const errors = ways.map(([way, forecasts]) => [way, rmse(forecasts, truth)] as const);
      const [own, ...others] = errors.map(([, value]) => value) as [number, ...number[]];
      const best = Math.min(...others);
      const shortcutError = rmse(shortcut, truth);
      errors.push([
        "linear autoregression of what comes after the last value, which does not count",
        shortcutError,
      ]);
      const rows = errors.map(([way, value]) => [way, value.toPrecision(4), (value / best).toFixed(3)]);
      return {
        metrics: {
          relativeError: own / best,
          rmse: own,
          bestBaselineRmse: best,
          errorToShortcut: own / shortcutError,
        },
        sections: [
          charts(network, truth, horizon),
          tableSection("Errors", {
            head: ["way", "root mean squared error", "share of the best without a network"],
            rows,
          }),
        ],
      };
    },
  });
}

/** What follows each place, by the linear map from `order` values before it that errs least at the places fitted. */
function autoregress(
  series: readonly number[],
  its: {
    readonly order: number;
    readonly horizon: number;
    readonly fitted: readonly number[];
    /** Whether both values before and those told are counted from the last one before. */
    readonly fromLast: boolean;
  },
): (at: number) => number[] {
  const zero = (at: number): number => (its.fromLast ? series[at - 1]! : 0);
  const inputs = (at: number): number[] => [
    ...series.slice(at - its.order, at).map((value) => value - zero(at)),
    1,
  ];
  const weights = leastSquares(
    its.fitted.map(inputs),
    its.fitted.map((at) => series.slice(at, at + its.horizon).map((value) => value - zero(at))),
  );
  return (at) => {
    const before = inputs(at);
    const told = weights[0]!.map(() => zero(at));
    for (const [i, value] of before.entries()) {
      for (const [step, weight] of weights[i]!.entries()) told[step]! += weight * value;
    }
    return told;
  };
}

function rmse(forecasts: Forecasts, truth: Forecasts): number {
  const squares = forecasts.map((row, n) => {
    return meanOf(row.map((value, step) => (value - truth[n]![step]!) ** 2));
  });
  return Math.sqrt(meanOf(squares));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Forecasts from places spread over the held-out part, beside what came. */
function charts(network: Forecasts, truth: Forecasts, horizon: number): ReportSection {
  const points = (row: readonly number[], from: number) =>
    row.map((value, step) => [from + step, value] as const);
  const ends = Array.from({ length: Math.floor(truth.length / horizon) }, (_, i) => i * horizon);
  const format = (value: number): string => value.toPrecision(3);
  const stretch = {
    title: `Each ${horizon} steps from what came before them`,
    xLabel: "steps into the held-out part",
    format,
    series: [
      { name: "what came", color: 2 as const, points: ends.flatMap((at) => points(truth[at]!, at)) },
      { name: "what was told", color: 1 as const, points: ends.flatMap((at) => points(network[at]!, at)) },
    ],
  };
  const single = [0.2, 0.5, 0.8].map((share) => {
    const at = Math.floor(share * truth.length);
    return {
      title: `From step ${at}`,
      xLabel: "steps ahead",
      format,
      series: [
        { name: "what came", color: 2 as const, points: points(truth[at]!, 1) },
        { name: "what was told", color: 1 as const, points: points(network[at]!, 1) },
      ],
    };
  });
  return chartsSection("Forecasts", [stretch, ...(horizon > 1 ? single : [])]);
}
