import { Table } from "../../preprocessing/table.ts";
import type { DatasetFacts, EntryOf, LoadedFiles } from "../dataset-entry.ts";
import { defineDataset } from "../define-dataset.ts";
import { type CsvOptions, parseCsv } from "../parse-csv.ts";

const sklearnHome =
  "https://raw.githubusercontent.com/scikit-learn/scikit-learn/1.2.1/sklearn/datasets/data/";
const seriesHome = "https://raw.githubusercontent.com/jbrownlee/Datasets/master/";

const sklearn = {
  licence:
    "From scikit-learn (BSD-3-Clause); the data by way of the UCI Machine Learning Repository (CC BY 4.0).",
  folder: "sklearn-tabular",
  home: sklearnHome,
} as const;

const measures = [
  "radius",
  "texture",
  "perimeter",
  "area",
  "smoothness",
  "compactness",
  "concavity",
  "concave_points",
  "symmetry",
  "fractal_dimension",
];

/** Rows with named columns, of which one is to be predicted. */
export const tableSets = {
  iris: countedTable(["sepal_length", "sepal_width", "petal_length", "petal_width"], "species", {
    ...sklearn,
    name: "iris",
    description: "150 irises of three species: four lengths of their flowers, in cm",
    citation: "Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 1936.",
    files: [
      sklearnFile("iris.csv", 2_734, "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449"),
    ],
  }),
  wine: countedTable(
    [
      "alcohol",
      "malic_acid",
      "ash",
      "alcalinity_of_ash",
      "magnesium",
      "total_phenols",
      "flavanoids",
      "nonflavanoid_phenols",
      "proanthocyanins",
      "color_intensity",
      "hue",
      "od280_od315",
      "proline",
    ],
    "cultivar",
    {
      ...sklearn,
      name: "wine",
      description: "178 wines of three cultivars: thirteen chemical measurements",
      citation: "Aeberhard, Forina, Wine, UCI Machine Learning Repository, 1991.",
      files: [
        sklearnFile(
          "wine_data.csv",
          11_157,
          "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede",
        ),
      ],
    },
  ),
  "breast-cancer": countedTable(
    ["mean", "error", "worst"].flatMap((statistic) => measures.map((measure) => `${statistic}_${measure}`)),
    "diagnosis",
    {
      ...sklearn,
      name: "breast-cancer",
      description: "569 breast tumours, malignant or benign: thirty measurements of their cell nuclei",
      citation: "Street, Wolberg, Mangasarian, Nuclear feature extraction for breast tumor diagnosis, 1993.",
      files: [
        sklearnFile(
          "breast_cancer.csv",
          119_913,
          "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed",
        ),
      ],
    },
  ),
  diabetes: defineDataset(
    "table",
    {
      ...sklearn,
      name: "diabetes",
      description: "442 patients with diabetes: ten measurements, and how far the disease went in a year",
      citation:
        "Efron, Hastie, Johnstone, Tibshirani, Least angle regression, Annals of Statistics 32, 2004.",
      files: [
        sklearnFile(
          "diabetes_data_raw.csv.gz",
          7_087,
          "ec2683754c379fdffc39f53922c475eff67e2fb9c94c7c27207b7c4371d51726",
        ),
        sklearnFile(
          "diabetes_target.csv.gz",
          1_044,
          "244713a551f62a291a354212d8a048adec6cb1244b2bc44e66a0698f5006d26d",
        ),
      ],
    },
    (contents) => {
      const columns = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"];
      const inputs = read(contents, "diabetes_data_raw.csv", { columns, delimiter: " " });
      const target = read(contents, "diabetes_target.csv", { columns: ["progression"] });
      return {
        table: new Table(new Map([...inputs.columns, ...target.columns])),
        target: "progression",
        others: {},
      };
    },
  ),
  digits: defineDataset(
    "table",
    {
      ...sklearn,
      name: "digits",
      description: "1,797 handwritten digits, 8×8 grey from 0 to 16, a pixel a column",
      citation: "Alpaydin, Kaynak, Optical recognition of handwritten digits, UCI, 1998.",
      files: [
        sklearnFile(
          "digits.csv.gz",
          57_512,
          "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
        ),
      ],
    },
    (contents) => {
      const pixels = Array.from({ length: 64 }, (_, i) => `pixel_${Math.floor(i / 8)}_${i % 8}`);
      const table = read(contents, "digits.csv", { columns: [...pixels, "digit"] });
      const digits = { kind: "text", values: table.texts("digit") } as const;
      return { table: new Table(new Map(table.columns).set("digit", digits)), target: "digit", others: {} };
    },
  ),
  titanic: csvTable("survived", {
    name: "titanic",
    description: "891 passengers of the Titanic, and who survived",
    licence: "Facts from the Encyclopedia Titanica; collected in seaborn-data, which names no licence.",
    citation: "Waskom, seaborn: statistical data visualization, Journal of Open Source Software 6, 2021.",
    folder: "titanic",
    home: "https://github.com/mwaskom/seaborn-data",
    files: [
      {
        name: "seaborn-titanic.csv",
        sha256: "81787d320d7f7b03df935e91de8bd19e11d45c5bbcab86ef4d4a76dc91b7d4f2",
        bytes: 57_018,
        url: "https://raw.githubusercontent.com/mwaskom/seaborn-data/master/titanic.csv",
      },
    ],
  }),
  "california-housing": csvTable("median_house_value", {
    name: "california-housing",
    description: "20,640 districts of California in 1990: nine facts each, and the median price of a house",
    licence: "From the US census of 1990, in the public domain; collected under Apache-2.0.",
    citation: "Pace, Barry, Sparse spatial autoregressions, Statistics and Probability Letters 33, 1997.",
    folder: "california-housing",
    home: "https://github.com/ageron/handson-ml2",
    files: [
      {
        name: "housing.csv",
        sha256: "8a3727f4cf54ac1a327f69b1d5b4db54c5834ea81c6e4efc0d163300022a685e",
        bytes: 1_423_529,
        url: "https://raw.githubusercontent.com/ageron/handson-ml2/master/datasets/housing/housing.csv",
      },
    ],
  }),
  "movielens-latest-small": defineDataset(
    "table",
    {
      name: "movielens-latest-small",
      description: "100,836 ratings of 9,742 films by 610 people; films, tags and links go with them",
      licence:
        "MovieLens, by GroupLens: for research; may be passed on under the same terms; no commercial use without permission.",
      restriction: "no commercial use",
      citation:
        "Harper, Konstan, The MovieLens datasets: history and context, ACM Transactions on Interactive Intelligent Systems 5, 2015.",
      folder: "movielens-latest-small",
      home: "https://files.grouplens.org/datasets/movielens/ml-latest-small.zip",
      files: [
        {
          name: "ratings.csv",
          sha256: "aa289ca83157595d0df6aea1be6a4ded676ddc4385472e8313a8ed9805352646",
          bytes: 2_483_723,
        },
        {
          name: "movies.csv",
          sha256: "5a5f32dd9bb3797b8e728a1b98958789d2b13f294a69fdfbc5727f8a9611aa07",
          bytes: 494_431,
        },
        {
          name: "tags.csv",
          sha256: "92a9f8bb7916dceef6151209845788c3643f794dfa79d1feaec7121b5960399d",
          bytes: 118_660,
        },
        {
          name: "links.csv",
          sha256: "97ad18e4e56a09363c65676b6cb3482ce3e2cea2372a24620c1599c843325f31",
          bytes: 197_979,
        },
      ],
    },
    (contents) => ({
      table: read(contents, "ratings.csv"),
      target: "rating",
      others: {
        movies: read(contents, "movies.csv"),
        tags: read(contents, "tags.csv"),
        links: read(contents, "links.csv"),
      },
    }),
  ),
  "creditcard-sample": csvTable(
    "Class",
    {
      name: "creditcard-sample",
      description:
        "492 frauds and 1,230 honest payments by card; honest ones weigh 231 times as much in the full set",
      licence: "Machine Learning Group of the Université Libre de Bruxelles; DbCL 1.0 and ODbL.",
      citation: "Dal Pozzolo, Caelen, Johnson, Bontempi, Calibrating probability with undersampling, 2015.",
      subsetOf: "the 284,807 payments of the ULB",
      folder: "creditcard-sample",
      home: "https://www.openml.org/d/1597",
      files: [
        {
          name: "creditcard_sample.csv",
          sha256: "2942d1f71d326ef41f8092c4affdb9a8aee8982599d5345df3ecaea29c4ef377",
          bytes: 944_181,
        },
      ],
    },
    // The first column, which has no name, counts rows.
    [""],
  ),
  "airline-passengers": series(
    "Passengers",
    "144 months of international air passengers, 1949 to 1960, in thousands",
    {
      name: "airline-passengers",
      citation: "Box, Jenkins, Time series analysis: forecasting and control, 1970.",
      file: "airline-passengers.csv",
      bytes: 2_180,
      sha256: "8cb51be753a718d9be5d76d7e238cc224792754676adc21faa59e954b0201621",
    },
  ),
  sunspots: series("Sunspots", "2,820 months of sunspot numbers, 1749 to 1983", {
    name: "sunspots",
    citation: "Andrews, Herzberg, Data, 1985; the numbers by the Zürich observatory and SIDC.",
    file: "monthly-sunspots.csv",
    bytes: 45_039,
    sha256: "c4ec8cc57d9f6fb6ecdb3e1f37f25b6f4badd5124c55931052b0cd2fc3bc71f3",
  }),
  "min-temperatures": series("Temp", "3,650 days of lowest temperatures in Melbourne, 1981 to 1990, in °C", {
    name: "min-temperatures",
    citation: "Australian Bureau of Meteorology.",
    file: "daily-min-temperatures.csv",
    bytes: 67_921,
    sha256: "8b9de63ed6789492bf497625e7f9beb96a63d367b4b0a21754006f749fa5e5da",
  }),
  "shampoo-sales": series("Sales", "36 months of sales of shampoo", {
    name: "shampoo-sales",
    citation: "Makridakis, Wheelwright, Hyndman, Forecasting: methods and applications, 1998.",
    file: "monthly-shampoo-sales.csv",
    bytes: 519,
    sha256: "f709eaa344b2d07039a49e2193cbff5e56206354f3a8203c0e02471beb39a451",
  }),
  etth1: csvTable("OT", {
    name: "etth1",
    description: "17,420 hours of a transformer's oil temperature and six loads",
    licence: "ETDataset, by Zhou and others; CC BY-ND 4.0.",
    restriction: "no changed copies",
    citation:
      "Zhou and others, Informer: beyond efficient transformer for long sequence time-series forecasting, AAAI 2021.",
    folder: "etth1",
    home: "https://github.com/zhouhaoyi/ETDataset",
    files: [
      {
        name: "ETTh1.csv",
        sha256: "f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066",
        bytes: 2_589_657,
        url: "https://raw.githubusercontent.com/zhouhaoyi/ETDataset/main/ETT-small/ETTh1.csv",
      },
    ],
  }),
} as const satisfies Record<string, EntryOf<"table">>;

function sklearnFile(name: string, bytes: number, sha256: string): DatasetFacts["files"][number] {
  return { name, bytes, sha256, url: `${sklearnHome}${name}` };
}

/** A CSV file with a header. */
function csvTable(target: string, facts: DatasetFacts, drop: readonly string[] = []): EntryOf<"table"> {
  return defineDataset("table", facts, (contents) => {
    const [text] = contents.values();
    return { table: parseCsv(decode(text!)).without(...drop), target, others: {} };
  });
}

/** scikit-learn's form: a first row of counts and the classes' names, then rows that end with a class number. */
function countedTable(columns: readonly string[], target: string, facts: DatasetFacts): EntryOf<"table"> {
  return defineDataset("table", facts, (contents) => {
    const [bytes] = contents.values();
    const text = decode(bytes!);
    const firstEnd = text.indexOf("\n");
    const classes = text.slice(0, firstEnd).trim().split(",").slice(2);
    const table = parseCsv(text.slice(firstEnd + 1), { columns: [...columns, target] });
    const names = { kind: "text", values: Array.from(table.numbers(target), (i) => classes[i]) } as const;
    return { table: new Table(new Map(table.columns).set(target, names)), target, others: {} };
  });
}

function series(
  target: string,
  description: string,
  about: { name: string; citation: string; file: string; bytes: number; sha256: string },
): EntryOf<"table"> {
  const { name, citation, file, bytes, sha256 } = about;
  return csvTable(target, {
    name,
    description,
    licence: "Old public statistics; none is stated.",
    citation,
    folder: "timeseries",
    home: seriesHome,
    files: [{ name: file, bytes, sha256, url: `${seriesHome}${file}` }],
  });
}

function read(contents: LoadedFiles["contents"], name: string, options?: CsvOptions): Table {
  return parseCsv(decode(contents.get(name)!), options);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
