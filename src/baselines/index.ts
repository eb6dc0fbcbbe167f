/** What a network is to beat: forecasts and models from before networks, in float64. */

export { type Autoregression, fitAutoregression } from "./autoregression.ts";
export { type KMeans, type KMeansOptions, kMeans } from "./k-means.ts";
export {
  fitKNearestNeighbors,
  type KNearestNeighbors,
  type KNearestNeighborsOptions,
} from "./k-nearest-neighbors.ts";
export {
  fitLogisticRegression,
  type LogisticRegression,
  type LogisticRegressionOptions,
} from "./logistic-regression.ts";
export {
  fitMultinomialNaiveBayes,
  type MultinomialNaiveBayes,
  type NaiveBayesOptions,
} from "./multinomial-naive-bayes.ts";
export { lastValue, seasonalNaive } from "./naive-forecasts.ts";
export { type PrincipalComponents, pca, type Rows } from "./pca.ts";
