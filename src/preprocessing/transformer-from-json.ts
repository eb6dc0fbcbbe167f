import { type ColumnPart, ColumnTransformer, type ColumnTransformerOptions } from "./column-transformer.ts";
import { CountVectorizer } from "./count-vectorizer.ts";
import { DateFeatures } from "./date-features.ts";
import { FeatureHasher } from "./feature-hasher.ts";
import { HashingVectorizer } from "./hashing-vectorizer.ts";
import { KBinsDiscretizer } from "./k-bins-discretizer.ts";
import { LogTransformer } from "./log-transformer.ts";
import { MaxAbsScaler } from "./max-abs-scaler.ts";
import { MinMaxScaler } from "./min-max-scaler.ts";
import { Normalizer } from "./normalizer.ts";
import { OneHotEncoder } from "./one-hot-encoder.ts";
import { OrdinalEncoder } from "./ordinal-encoder.ts";
import { Pipeline } from "./pipeline.ts";
import { PolynomialFeatures } from "./polynomial-features.ts";
import { PowerTransformer } from "./power-transformer.ts";
import { QuantileTransformer } from "./quantile-transformer.ts";
import { RobustScaler } from "./robust-scaler.ts";
import { SimpleImputer } from "./simple-imputer.ts";
import { StandardScaler } from "./standard-scaler.ts";
import { TargetEncoder } from "./target-encoder.ts";
import { TfidfVectorizer } from "./tfidf-vectorizer.ts";
import type { Transformer, TransformerJson } from "./transformer.ts";

const makers: Readonly<Record<string, (options: object) => Transformer>> = {
  ColumnTransformer: (options) => {
    const { parts, ...others } = options as { parts: readonly ColumnPart[] } & ColumnTransformerOptions;
    const revived = parts.map(({ columns, transformer }) => ({
      columns,
      transformer: typeof transformer === "string" ? transformer : revive(transformer as unknown),
    }));
    return new ColumnTransformer(revived, others);
  },
  CountVectorizer: (options) => new CountVectorizer(options),
  DateFeatures: (options) => new DateFeatures(options),
  FeatureHasher: (options) => new FeatureHasher(options),
  HashingVectorizer: (options) => new HashingVectorizer(options),
  KBinsDiscretizer: (options) => new KBinsDiscretizer(options),
  LogTransformer: () => new LogTransformer(),
  MaxAbsScaler: () => new MaxAbsScaler(),
  MinMaxScaler: (options) => new MinMaxScaler(options),
  Normalizer: (options) => new Normalizer(options),
  OneHotEncoder: (options) => new OneHotEncoder(options),
  OrdinalEncoder: (options) => new OrdinalEncoder(options),
  Pipeline: (options) => new Pipeline((options as { steps: readonly unknown[] }).steps.map(revive)),
  PolynomialFeatures: (options) => new PolynomialFeatures(options),
  PowerTransformer: (options) => new PowerTransformer(options),
  QuantileTransformer: (options) => new QuantileTransformer(options),
  RobustScaler: (options) => new RobustScaler(options),
  SimpleImputer: (options) => new SimpleImputer(options),
  StandardScaler: (options) => new StandardScaler(options),
  TargetEncoder: (options) => new TargetEncoder(options),
  TfidfVectorizer: (options) => new TfidfVectorizer(options),
};

/**
 * The transformer that `JSON.stringify` wrote down, with all it had learned: it changes data to the same bits.
 *
 * Throws: RangeError if the text is no JSON, or not that of a transformer.
 *
 * @example
 * const text = JSON.stringify(new StandardScaler().fit([[1], [3]]));
 * transformerFromJson(text).transform([[5]]).rows(); // [[3]]
 */
export function transformerFromJson(json: string): Transformer {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new RangeError(
      "Cannot read a transformer: expected JSON, as JSON.stringify(transformer) gives. Pass the text as it was saved.",
      {
        cause: error,
      },
    );
  }
  return revive(value);
}

function revive(value: unknown): Transformer {
  const json = (value ?? {}) as TransformerJson;
  const make = Object.hasOwn(makers, String(json.transformer)) ? makers[json.transformer] : undefined;
  if (make === undefined || typeof json.options !== "object") {
    throw new RangeError(
      `Cannot read a transformer from ${JSON.stringify(value).slice(0, 60)}: expected "transformer" to be one of ${Object.keys(makers).join(", ")}. ` +
        "Pass what JSON.stringify(transformer) gave.",
    );
  }
  const options = Object.entries(json.options).map(([name, option]) => [name, option ?? Number.NaN]);
  return make(Object.fromEntries(options)).restore(json);
}
