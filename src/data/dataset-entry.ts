import type { Table } from "../preprocessing/table.ts";
import type { DataFile } from "./data-file.ts";
import type { DownloadProgress } from "./download-file.ts";
import type { ImageSplits } from "./image-splits.ts";

/** What a licence forbids that many assume allowed. */
export type Restriction = "no commercial use" | "research use only" | "no changed copies";

/** What is known of a data set without loading it. */
export interface DatasetFacts {
  readonly name: string;
  /** A phrase: what it holds, and how much. */
  readonly description: string;
  /** Who holds the rights and under what terms it may be used. */
  readonly licence: string;
  readonly restriction?: Restriction;
  /** The publication to name. */
  readonly citation: string;
  /** Of what it is a part: then it is published nowhere as it is, and never downloaded. */
  readonly subsetOf?: string;
  /** The folder of its files in the cache and in a mirror. */
  readonly folder: string;
  readonly files: readonly DataFile[];
  /** Where a person finds it. */
  readonly home: string;
}

/** Where a data set's files may come from. */
export interface LoadOptions {
  /** Whether files that are not on this computer may be downloaded. Default false. */
  readonly download?: boolean;
  readonly onProgress?: DownloadProgress;
  /** Told the terms of use before anything is downloaded. Default: prints them to stderr. */
  readonly onTerms?: (terms: string) => void;
  /** Instead of `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Where what was loaded came from. */
export interface Provenance {
  /** The name it is loaded under. */
  readonly name: string;
  /** Where the files were found. */
  readonly origin: string;
  /** SHA-256 of each file's unpacked contents, by file name. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Who holds the rights and under what terms it may be used, in a sentence. */
  readonly licence: string;
}

/** A table and the column that is to be predicted from the others. */
export interface LoadedTable extends Provenance {
  readonly table: Table;
  readonly target: string;
  /** Tables that go with it, by name. */
  readonly others: Readonly<Record<string, Table>>;
}

/** Texts, each with a class. */
export interface LoadedTexts extends Provenance {
  readonly texts: readonly string[];
  /** One class number a text. */
  readonly labels: Int32Array;
  readonly classes: readonly string[];
}

/** Running text by part: "train", "valid", "test", or "all" where there is no split. */
export interface LoadedText extends Provenance {
  readonly parts: Readonly<Record<string, string>>;
}

/** Files as they are, unpacked, by name without ".gz". */
export interface LoadedFiles extends Provenance {
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** What each kind of data set is once it is loaded. */
export interface LoadedByKind {
  readonly images: ImageSplits;
  readonly table: LoadedTable;
  readonly texts: LoadedTexts;
  readonly text: LoadedText;
  readonly files: LoadedFiles;
}

/** A data set of one kind that is known by name. */
export interface EntryOf<Kind extends keyof LoadedByKind> extends DatasetFacts {
  readonly kind: Kind;
  /** Bytes to download, 0 for one that comes with the package or cannot be downloaded. */
  readonly downloadBytes: number;
  /** Throws: Error saying what to do where the files are nowhere to be had; RangeError where one is damaged. */
  load(options?: LoadOptions): Promise<LoadedByKind[Kind]>;
}

/** A data set that is known by name. */
export type DatasetEntry = { [Kind in keyof LoadedByKind]: EntryOf<Kind> }[keyof LoadedByKind];
