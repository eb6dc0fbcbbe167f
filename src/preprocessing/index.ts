/** Preparing data for models: what is learned from training data, applied to any, undone, and saved beside the weights. */

export { autocorrelation, partialAutocorrelation } from "./autocorrelation.ts";
export type { Category } from "./categories.ts";
export { type ColumnPart, ColumnTransformer, type ColumnTransformerOptions } from "./column-transformer.ts";
export { DateFeatures, type DateFeaturesOptions, type DatePart } from "./date-features.ts";
export { difference, undifference } from "./difference.ts";
export { FeatureHasher, type FeatureHasherOptions } from "./feature-hasher.ts";
export { KBinsDiscretizer, type KBinsDiscretizerOptions } from "./k-bins-discretizer.ts";
export { lagFeatures } from "./lag-features.ts";
export { LogTransformer } from "./log-transformer.ts";
export { MaxAbsScaler } from "./max-abs-scaler.ts";
export { MinMaxScaler, type MinMaxScalerOptions } from "./min-max-scaler.ts";
export { Normalizer, type NormalizerOptions } from "./normalizer.ts";
export { OneHotEncoder, type OneHotEncoderOptions } from "./one-hot-encoder.ts";
export { OrdinalEncoder, type OrdinalEncoderOptions } from "./ordinal-encoder.ts";
export { type ChannelArray, PerChannel } from "./per-channel.ts";
export { Pipeline } from "./pipeline.ts";
export { PolynomialFeatures, type PolynomialFeaturesOptions } from "./polynomial-features.ts";
export { PowerTransformer, type PowerTransformerOptions } from "./power-transformer.ts";
export { QuantileTransformer, type QuantileTransformerOptions } from "./quantile-transformer.ts";
export { RobustScaler, type RobustScalerOptions } from "./robust-scaler.ts";
export { type SeasonalFeaturesOptions, seasonalFeatures } from "./seasonal-features.ts";
export { SimpleImputer, type SimpleImputerOptions } from "./simple-imputer.ts";
export { StandardScaler, type StandardScalerOptions } from "./standard-scaler.ts";
export { type Cell, Table, type TableColumn, type TableLike } from "./table.ts";
export { Transformer, type TransformerJson } from "./transformer.ts";
export { transformerFromJson } from "./transformer-from-json.ts";
