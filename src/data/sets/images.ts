import { parseTar } from "nanotar";
import { decodePicture } from "../../image/index.ts";
import { decodeIdx } from "../../io/index.ts";
import type { DatasetFacts, EntryOf } from "../dataset-entry.ts";
import { defineDataset } from "../define-dataset.ts";
import { ImageDataset } from "../image-dataset.ts";
import { digitNames, loadMnist10k, mnistLicence } from "../mnist-10k.ts";

const clothes = [
  "T-shirt/top",
  "trouser",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
];

const mnistHome = "https://ossci-datasets.s3.amazonaws.com/mnist/";
const fashionHome = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

const mnistCitation =
  "LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, Proceedings of the IEEE 86, 1998.";

const fashion = {
  licence: "Fashion-MNIST, copyright 2017 Zalando SE; MIT licence.",
  citation:
    "Xiao, Rasul, Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms, arXiv:1708.07747, 2017.",
  folder: "fashion-mnist",
  home: fashionHome,
} as const;

const fashionTest = [
  {
    name: "t10k-images-idx3-ubyte.gz",
    sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    bytes: 4_422_102,
  },
  {
    name: "t10k-labels-idx1-ubyte.gz",
    sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    bytes: 5_148,
  },
] as const;

/** Pictures with classes, all of one size and with a fixed split. */
export const imageSets = {
  "mnist-10k": {
    name: "mnist-10k",
    kind: "images",
    description: "10,000 handwritten digits, 28×28 grey: 8,000 to train with, 2,000 held out; in the package",
    licence: mnistLicence,
    citation: mnistCitation,
    folder: "mnist-10k",
    files: [],
    home: "https://www.npmjs.com/package/tensorloom",
    downloadBytes: 0,
    load: loadMnist10k,
  },
  mnist: idxSet(digitNames, "train", {
    name: "mnist",
    description: "70,000 handwritten digits, 28×28 grey: 60,000 to train with, 10,000 to test on",
    licence: mnistLicence,
    citation: mnistCitation,
    folder: "mnist",
    home: mnistHome,
    files: [
      {
        name: "train-images-idx3-ubyte.gz",
        sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        bytes: 9_912_422,
        url: `${mnistHome}train-images-idx3-ubyte.gz`,
      },
      {
        name: "train-labels-idx1-ubyte.gz",
        sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        bytes: 28_881,
        url: `${mnistHome}train-labels-idx1-ubyte.gz`,
      },
      {
        name: "t10k-images-idx3-ubyte.gz",
        sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        bytes: 1_648_877,
        url: `${mnistHome}t10k-images-idx3-ubyte.gz`,
      },
      {
        name: "t10k-labels-idx1-ubyte.gz",
        sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        bytes: 4_542,
        url: `${mnistHome}t10k-labels-idx1-ubyte.gz`,
      },
    ],
  }),
  "fashion-mnist": idxSet(clothes, "train", {
    ...fashion,
    name: "fashion-mnist",
    description: "70,000 pieces of clothing, 28×28 grey: 60,000 to train with, 10,000 to test on",
    files: [
      {
        name: "train-images-idx3-ubyte.gz",
        sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        bytes: 26_421_880,
        url: `${fashionHome}train-images-idx3-ubyte.gz`,
      },
      {
        name: "train-labels-idx1-ubyte.gz",
        sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        bytes: 29_515,
        url: `${fashionHome}train-labels-idx1-ubyte.gz`,
      },
      ...fashionTest.map((file) => ({ ...file, url: `${fashionHome}${file.name}` })),
    ],
  }),
  "fashion-mnist-20k": idxSet(clothes, "train10k", {
    ...fashion,
    name: "fashion-mnist-20k",
    description: "the first 10,000 training pictures of Fashion-MNIST, and its 10,000 to test on",
    subsetOf: "fashion-mnist",
    files: [
      {
        name: "train10k-images-idx3-ubyte.gz",
        sha256: "ed2e37ed5a3a57d212141a69fe0a0de5a7126ffba14ac3f7e76f5f52cc04b1f0",
        bytes: 4_347_397,
      },
      {
        name: "train10k-labels-idx1-ubyte.gz",
        sha256: "a69f2dad024ca220a8c4d85f621fdf929042d40c444abde2868903e9220ad517",
        bytes: 5_112,
      },
      ...fashionTest,
    ],
  }),
  "cifar10-6k": defineDataset(
    "images",
    {
      name: "cifar10-6k",
      description:
        "5,000 training and 1,000 test pictures of CIFAR-10 as JPEGs, 32×32 in colour, ten classes alike in number",
      licence: "None is stated by the authors; CIFAR-10 is customarily used for research.",
      citation: "Krizhevsky, Learning multiple layers of features from tiny images, 2009.",
      subsetOf: "CIFAR-10",
      folder: "cifar10",
      home: "https://www.cs.toronto.edu/~kriz/cifar.html",
      files: [
        {
          name: "cifar10-jpg-5000+1000.tar.gz",
          sha256: "9cf5bf1957e4e61e4d50857e90ebe8bc8d16d67b41bb60defb8f26b808bce594",
          bytes: 1_927_154,
        },
      ],
    },
    (contents) => {
      const [archive] = contents.values();
      return { train: picturesOf(archive!, "train"), test: picturesOf(archive!, "test") };
    },
  ),
} as const satisfies Record<string, EntryOf<"images">>;

/** A data set of IDX files: `<part>-images-idx3-ubyte` and `<part>-labels-idx1-ubyte` for training and for testing. */
function idxSet(classes: readonly string[], training: string, facts: DatasetFacts): EntryOf<"images"> {
  return defineDataset("images", facts, (contents) => {
    const split = (part: string): ImageDataset => {
      const images = decodeIdx(contents.get(`${part}-images-idx3-ubyte`)!);
      const labels = decodeIdx(contents.get(`${part}-labels-idx1-ubyte`)!).data;
      const [, height, width] = images.shape as [number, number, number];
      return new ImageDataset({ pixels: images.data, labels, channels: 1, height, width, classes });
    };
    return { train: split(training), test: split("t10k") };
  });
}

/** The pictures under `<part>/<class>/` in a tar archive, which are all 32×32. */
function picturesOf(archive: Uint8Array, part: string): ImageDataset {
  const side = 32;
  const files = parseTar(archive)
    .filter(({ name, type }) => type === "file" && name.startsWith(`${part}/`))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const classOf = (name: string): string => name.split("/")[1]!;
  const classes = [...new Set(files.map(({ name }) => classOf(name)))].sort();
  const pixels = new Uint8Array(files.length * 3 * side * side);
  const labels = new Uint8Array(files.length);
  for (const [i, { name, data }] of files.entries()) {
    const { rgba } = decodePicture(data!, name);
    for (let channel = 0; channel < 3; channel++) {
      const at = (3 * i + channel) * side * side;
      for (let pixel = 0; pixel < side * side; pixel++) pixels[at + pixel] = rgba[4 * pixel + channel]!;
    }
    labels[i] = classes.indexOf(classOf(name));
  }
  return new ImageDataset({ pixels, labels, channels: 3, height: side, width: side, classes });
}
