/** What a network is to beat: forecasts and models from before networks, in float64. */

export { type Autoregression, fitAutoregression } from "./autoregression.ts";
export { lastValue, seasonalNaive } from "./naive-forecasts.ts";
