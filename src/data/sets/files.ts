import type { DatasetFacts, EntryOf } from "../dataset-entry.ts";
import { defineDataset } from "../define-dataset.ts";

/** Data sets whose files are given as they are, unpacked. */
export const fileSets = {
  multi30k: filesOf({
    name: "multi30k",
    description: "29,000 + 1,014 + 1,000 captions of pictures in English, German and French, line by line",
    licence: "Multi30k, from Flickr30K captions; text commonly given as CC BY-NC-SA 4.0.",
    restriction: "no commercial use",
    citation:
      "Elliott, Frank, Sima'an, Specia, Multi30K: multilingual English-German image descriptions, 2016.",
    folder: "multi30k",
    home: "https://github.com/multi30k/dataset",
    files: [
      {
        name: "test_2016_flickr.de.gz",
        bytes: 22_890,
        sha256: "4be6b5b3236b79c25475c6bb829800a7ce559e9ba7a1f6c2394fe4d40be46d16",
        url: "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/test_2016_flickr.de.gz",
      },
      {
        name: "test_2016_flickr.en.gz",
        bytes: 21_077,
        sha256: "399a4382932c1aadd3ceb9bef1008d388a64c76d4ae4e9d4728c6f4301cac182",
        url: "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/test_2016_flickr.en.gz",
      },
      {
        name: "test_2016_flickr.fr.gz",
        bytes: 22_310,
        sha256: "cb3160d69b002bb638e66cc7612fcd56cb0af82eadc9c142dedc438afb885ef6",
        url: "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/test_2016_flickr.fr.gz",
      },
      {
        name: "train.de.gz",
        bytes: 637_044,
        sha256: "2c2b73fd2b548fbcde3a875e0a78d6ee94d498bfdee6bd3eae3945779e9ddf72",
        url: "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/train.de.gz",
      },
      {
        name: "train.en.gz",
        bytes: 568_929,
        sha256: "460a15fbd157e34a7a9957ee388c1ca247fe47af3ef25fb50442af6c274e0fc6",
        url: "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/train.en.gz",
      },
      {
        name: "train.fr.gz",
        bytes: 604_242,
        sha256: "5925a3c18f1587b6b54b87743106e6e8ab93618edb6f65d19eac0621f853a10d",
        url: "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/train.fr.gz",
      },
      {
        name: "val.de.gz",
        bytes: 24_681,
        sha256: "660e09eb7e1da2f856ea13ee5ad3cf6d36b3d5b0b733c857e94c5747a3dfc660",
        url: "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/val.de.gz",
      },
      {
        name: "val.en.gz",
        bytes: 21_650,
        sha256: "1f2a23d992769b5b3d209b0a10dd0b77c08cceb1f20dfb97ed0aafa49d107227",
        url: "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/val.en.gz",
      },
      {
        name: "val.fr.gz",
        bytes: 23_001,
        sha256: "5304e444d842e962b2dda4d816b70b22a1765b15401642b7ca37a67477e708dc",
        url: "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/val.fr.gz",
      },
    ],
  }),
  scitldr: filesOf({
    name: "scitldr",
    description: "1,992 + 619 + 618 abstracts of papers with summaries of a line",
    licence: "SciTLDR, by the Allen Institute for AI; Apache-2.0.",
    citation:
      "Cachola, Lo, Cohan, Weld, TLDR: extreme summarization of scientific documents, EMNLP Findings 2020.",
    folder: "scitldr",
    home: "https://github.com/allenai/scitldr",
    files: [
      {
        name: "train.jsonl",
        bytes: 3_155_015,
        sha256: "b222771d387be585cfdf5ae957b36757138415a352e0a3e3b23f73f87c3b1119",
        url: "https://raw.githubusercontent.com/allenai/scitldr/master/SciTLDR-Data/SciTLDR-A/train.jsonl",
      },
      {
        name: "dev.jsonl",
        bytes: 1_124_865,
        sha256: "3191fa98ccc09521332b7a1cd63b1930be4e8df125a235ccd31e40329709525e",
        url: "https://raw.githubusercontent.com/allenai/scitldr/master/SciTLDR-Data/SciTLDR-A/dev.jsonl",
      },
      {
        name: "test.jsonl",
        bytes: 1_204_107,
        sha256: "fb42dd6cd4f4a1928ae8a01a189456fbfe994a07e938bd49f68653933f6503c9",
        url: "https://raw.githubusercontent.com/allenai/scitldr/master/SciTLDR-Data/SciTLDR-A/test.jsonl",
      },
    ],
  }),
  "dialogsum-1k": filesOf({
    name: "dialogsum-1k",
    description: "the validation and test parts of DialogSum: 500 + 500 conversations with summaries",
    licence: "DialogSum, by Chen and others; CC BY-NC-SA 4.0.",
    restriction: "no commercial use",
    citation:
      "Chen, Liu, Chen, Zhang, DialogSum: a real-life scenario dialogue summarization dataset, ACL Findings 2021.",
    subsetOf: "DialogSum",
    folder: "dialogsum",
    home: "https://github.com/cylnlp/dialogsum",
    files: [
      {
        name: "dialogsum.dev.jsonl",
        bytes: 471_830,
        sha256: "436721e0a3571eef7072964f80e042fb151d8c6178db1a688ce8f803bbf0a13f",
      },
      {
        name: "dialogsum.test.jsonl",
        bytes: 639_707,
        sha256: "6de36eca7e7b9b10975fd5ea3f47391df172d8b3c15d03d84d763cbaab015fda",
      },
    ],
  }),
  wnut17: filesOf({
    name: "wnut17",
    description: "3,394 + 1,009 + 1,287 sentences from the web with rare and new names marked, six kinds",
    licence: "WNUT-17, by Derczynski and others; CC BY 4.0.",
    citation:
      "Derczynski, Nichols, van Erp, Limsopatham, Results of the WNUT2017 shared task on novel and emerging entity recognition, 2017.",
    folder: "wnut17",
    home: "https://github.com/leondz/emerging_entities_17",
    files: [
      {
        name: "wnut17train.conll",
        bytes: 493_781,
        sha256: "731820e13f71af324c6b55a1575ec2ce59fbaa2a0806f8f0400b98d56cd6a7a5",
        url: "https://raw.githubusercontent.com/leondz/emerging_entities_17/master/wnut17train.conll",
      },
      {
        name: "emerging.dev.conll",
        bytes: 114_749,
        sha256: "e053b752b8155113ca66e7db08af5f2f5f43ab993694e4774f1ec5bad42312d8",
        url: "https://raw.githubusercontent.com/leondz/emerging_entities_17/master/emerging.dev.conll",
      },
      {
        name: "emerging.test.annotated",
        bytes: 192_425,
        sha256: "2aa79b764e56ec9264a1b30fdd9b70195bd00ff400b62edd8f399d5f13c178f0",
        url: "https://raw.githubusercontent.com/leondz/emerging_entities_17/master/emerging.test.annotated",
      },
    ],
  }),
  "xquad-en": filesOf({
    name: "xquad-en",
    description: "1,190 questions on 240 paragraphs, with answers, as SQuAD has them",
    licence: "XQuAD, by DeepMind, from SQuAD; CC BY-SA 4.0.",
    citation:
      "Artetxe, Ruder, Yogatama, On the cross-lingual transferability of monolingual representations, ACL 2020.",
    folder: "xquad-en",
    home: "https://github.com/google-deepmind/xquad",
    files: [
      {
        name: "xquad.en.json",
        bytes: 609_383,
        sha256: "e4c57d1c9143aaa1c5d265ba5987a65f4e69528d2a98f29d6e75019b10344f29",
        url: "https://raw.githubusercontent.com/google-deepmind/xquad/master/xquad.en.json",
      },
    ],
  }),
  cmudict: filesOf({
    name: "cmudict",
    description: "135,166 English words and how they are pronounced",
    licence: "Carnegie Mellon University; BSD-style licence.",
    citation: "The CMU Pronouncing Dictionary, Carnegie Mellon University.",
    folder: "cmudict",
    home: "https://github.com/cmusphinx/cmudict",
    files: [
      {
        name: "cmudict.dict",
        bytes: 3_618_488,
        sha256: "81917843c7f44ce2b094ac63873c2c7a4cf802040792c455ba3ca406891c3d22",
        url: "https://raw.githubusercontent.com/cmusphinx/cmudict/master/cmudict.dict",
      },
      {
        name: "cmudict.phones",
        bytes: 382,
        sha256: "ffb588a5e55684723582c7256e1d2f9fadb130011392d9e59237c76e34c2cfd6",
        url: "https://raw.githubusercontent.com/cmusphinx/cmudict/master/cmudict.phones",
      },
    ],
  }),
  "nsl-kdd-20": filesOf({
    name: "nsl-kdd-20",
    description:
      "25,192 training and 22,544 test connections of a network, 41 facts each, and which were attacks",
    licence: "Canadian Institute for Cybersecurity; none is stated, free for research with citation.",
    restriction: "research use only",
    citation: "Tavallaee, Bagheri, Lu, Ghorbani, A detailed analysis of the KDD CUP 99 data set, 2009.",
    subsetOf: "NSL-KDD",
    folder: "nsl-kdd",
    home: "https://www.unb.ca/cic/datasets/nsl.html",
    files: [
      {
        name: "KDDTrain+_20Percent.txt.gz",
        bytes: 410_607,
        sha256: "7ea86479faab5ca2190b7f18b4982fb058ce5bf2b46e0e1017d0d9ef90f9c16e",
      },
      {
        name: "KDDTest+.txt.gz",
        bytes: 374_212,
        sha256: "fa46b0935342616aa83b7c2578db355b6a7aaabbc492248172c7a1e8b7ab8f84",
      },
      {
        name: "Field Names.csv",
        bytes: 1_050,
        sha256: "e6ce1b1f35966a203209433fd98f88eeb6f5d37f7fb3194aa20d9935b8f9e9d3",
      },
    ],
  }),
  "ecg5000-train": filesOf({
    name: "ecg5000-train",
    description: "the 500 heartbeats of ECG5000 to train with, 140 samples each, the class first",
    licence: "UCR Time Series Archive, with citation; from PhysioNet's BIDMC database, ODC-BY.",
    citation: "Goldberger and others, PhysioBank, PhysioToolkit, and PhysioNet, Circulation 101, 2000.",
    subsetOf: "ECG5000",
    folder: "ecg5000",
    home: "http://www.timeseriesclassification.com/description.php?Dataset=ECG5000",
    files: [
      {
        name: "ECG5000_TRAIN.txt",
        bytes: 1_128_500,
        sha256: "0d96aff193311a6dc6111bf0dbd2f7d2313987fbf7a1da4a383d92563876057b",
      },
    ],
  }),
  cora: filesOf({
    name: "cora",
    description: "2,708 papers of seven kinds, their words and 5,278 citations, as JSON",
    licence: "Planetoid, by Yang and others; MIT licence.",
    citation:
      "Yang, Cohen, Salakhutdinov, Revisiting semi-supervised learning with graph embeddings, ICML 2016.",
    folder: "cora",
    home: "https://github.com/kimiyoung/planetoid",
    files: [
      {
        name: "cora.json.gz",
        bytes: 96_592,
        sha256: "39fecd0ada75a35ae349297b42faa448a97725fe66c37792e982c31304593a7e",
      },
    ],
  }),
  "karate-club": filesOf({
    name: "karate-club",
    description: "34 members of a club that fell apart, and 78 friendships, as JSON",
    licence: "From NetworkX (BSD-3-Clause).",
    citation: "Zachary, An information flow model for conflict and fission in small groups, 1977.",
    folder: "karate-club",
    home: "https://networkx.org/documentation/stable/reference/generated/networkx.generators.social.karate_club_graph.html",
    files: [
      {
        name: "karate.json",
        bytes: 1_358,
        sha256: "06a700641468ca1d81809abaadd3eb8f0e29b29eea49d78d4471f9c55130db73",
      },
    ],
  }),
} as const satisfies Record<string, EntryOf<"files">>;

function filesOf(facts: DatasetFacts): EntryOf<"files"> {
  return defineDataset("files", facts, (contents) => ({ contents }));
}
