import type { DatasetFacts, EntryOf, LoadedFiles } from "../dataset-entry.ts";
import { defineDataset } from "../define-dataset.ts";
import { parseCsv } from "../parse-csv.ts";

const polarityHome =
  "https://raw.githubusercontent.com/dennybritz/cnn-text-classification-tf/master/data/rt-polaritydata/";

/** Texts with classes. */
export const labelledTextSets = {
  "rt-polarity": defineDataset(
    "texts",
    {
      name: "rt-polarity",
      description: "10,662 sentences of film reviews, half of them positive",
      licence: "None is stated; offered for research, with citation.",
      restriction: "research use only",
      citation:
        "Pang, Lee, Seeing stars: exploiting class relationships for sentiment categorization, ACL 2005.",
      folder: "rt-polarity",
      home: "https://www.cs.cornell.edu/people/pabo/movie-review-data/",
      files: [
        {
          name: "rt-polarity.neg",
          sha256: "2d11cfbc790f1cd96d78339f41ce53ced1efa83cd22d37d6788fa3fe3d17e2fd",
          bytes: 612_506,
          url: `${polarityHome}rt-polarity.neg`,
        },
        {
          name: "rt-polarity.pos",
          sha256: "4134882974a28d0c7b5151256f0e33a6169984ee7372c279e673f1114f475d58",
          bytes: 626_395,
          url: `${polarityHome}rt-polarity.pos`,
        },
      ],
    },
    (contents) => {
      const [negative, positive] = ["rt-polarity.neg", "rt-polarity.pos"].map((name) =>
        lines(contents, name),
      );
      const texts = [...negative!, ...positive!].map((text) => text.trim());
      const labels = Int32Array.from(texts, (_, i) => (i < negative!.length ? 0 : 1));
      return { texts, labels, classes: ["negative", "positive"] };
    },
  ),
  "sms-spam": defineDataset(
    "texts",
    {
      name: "sms-spam",
      description: "5,574 text messages, 747 of them spam; 403 occur more than once",
      licence: "SMS Spam Collection v.1, by Almeida and Gómez Hidalgo; CC BY 4.0.",
      citation:
        "Almeida, Gómez Hidalgo, Yamakami, Contributions to the study of SMS spam filtering, DocEng 2011.",
      folder: "sms-spam",
      home: "https://archive.ics.uci.edu/dataset/228/sms+spam+collection",
      files: [
        {
          name: "sms.tsv",
          sha256: "7d039a24a6083ed9ef0f806ebad56bbb976e3aeb8de05669173bfdc4996c239d",
          bytes: 477_907,
          url: "https://raw.githubusercontent.com/justmarkham/pycon-2016-tutorial/master/data/sms.tsv",
        },
      ],
    },
    (contents) => {
      const classes = ["ham", "spam"];
      const rows = lines(contents, "sms.tsv").map((line) => line.split("\t") as [string, string]);
      return {
        texts: rows.map(([, text]) => text),
        labels: Int32Array.from(rows, ([label]) => classes.indexOf(label)),
        classes,
      };
    },
  ),
  "ag-news-test": defineDataset(
    "texts",
    {
      name: "ag-news-test",
      description: "the 7,600 news articles of AG News's test split, in four classes alike in number",
      licence: "AG's corpus of news articles: for research and other non-commercial activity.",
      restriction: "no commercial use",
      citation:
        "Zhang, Zhao, LeCun, Character-level convolutional networks for text classification, NIPS 2015.",
      folder: "ag-news",
      home: "https://github.com/mhjabreel/CharCnn_Keras/tree/master/data/ag_news_csv",
      files: [
        {
          name: "test.csv",
          sha256: "521465c2428ed7f02f8d6db6ffdd4b5447c1c701962353eb2c40d548c3c85699",
          bytes: 1_857_427,
          url: "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/test.csv",
        },
      ],
    },
    (contents) => {
      const columns = ["class", "title", "description"];
      const table = parseCsv(decode(contents.get("test.csv")!), { columns });
      const descriptions = table.texts("description");
      return {
        texts: table.texts("title").map((title, i) => `${title}. ${descriptions[i]}`),
        labels: Int32Array.from(table.numbers("class"), (number) => number - 1),
        classes: ["World", "Sports", "Business", "Sci/Tech"],
      };
    },
  ),
} as const satisfies Record<string, EntryOf<"texts">>;

/** Running text. */
export const textSets = {
  tinyshakespeare: runningText({
    name: "tinyshakespeare",
    description: "1,115,394 characters of Shakespeare's plays",
    licence: "In the public domain; collected under the MIT licence.",
    citation: "Karpathy, The unreasonable effectiveness of recurrent neural networks, 2015.",
    folder: "tinyshakespeare",
    home: "https://github.com/karpathy/char-rnn",
    files: [
      {
        name: "input.txt",
        sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        bytes: 1_115_394,
        url: "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
      },
    ],
  }),
  "makemore-names": runningText({
    name: "makemore-names",
    description: "32,033 first names, one a line",
    licence:
      "From the US Social Security Administration, in the public domain; collected under the MIT licence.",
    citation: "Karpathy, makemore, 2022.",
    folder: "makemore-names",
    home: "https://github.com/karpathy/makemore",
    files: [
      {
        name: "names.txt",
        sha256: "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d",
        bytes: 228_145,
        url: "https://raw.githubusercontent.com/karpathy/makemore/master/names.txt",
      },
    ],
  }),
  "wikitext2-small": runningText({
    name: "wikitext2-small",
    description: "the validation and test parts of WikiText-2, 2.4 million characters of articles",
    licence: "From Wikipedia, by Merity and others; CC BY-SA 3.0.",
    citation: "Merity, Xiong, Bradbury, Socher, Pointer sentinel mixture models, ICLR 2017.",
    subsetOf: "WikiText-2",
    folder: "wikitext2-small",
    home: "https://github.com/pytorch/examples/tree/main/word_language_model/data/wikitext-2",
    files: [
      {
        name: "valid.txt",
        sha256: "f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8",
        bytes: 1_121_681,
      },
      {
        name: "test.txt",
        sha256: "d790b833ef8cf03a90db7bf1271b7520b83c45ce07ba3c1a9699df81e239eca0",
        bytes: 1_256_449,
      },
    ],
  }),
} as const satisfies Record<string, EntryOf<"text">>;

/** One part a file, named after it; a single file is "all". */
function runningText(facts: DatasetFacts): EntryOf<"text"> {
  return defineDataset("text", facts, (contents) => ({
    parts: Object.fromEntries(
      [...contents].map(([name, bytes]) => [
        contents.size === 1 ? "all" : name.replace(/\.txt$/, ""),
        decode(bytes),
      ]),
    ),
  }));
}

function lines(contents: LoadedFiles["contents"], name: string): string[] {
  return decode(contents.get(name)!).trimEnd().split("\n");
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
