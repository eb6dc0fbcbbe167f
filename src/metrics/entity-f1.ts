import { requireKind } from "../base/argument-kinds.ts";
import { quotient } from "./quotient.ts";

/** How tags say where entities are. */
export interface EntityF1Options {
  /**
   * The scheme to hold tags to: what breaks its rules is no entity. Default: none, and entities are read as CoNLL's script
   * does, which takes any change of type, and any I after O, for a beginning.
   */
  readonly scheme?: "IOB1" | "IOB2" | "BIOES";
}

/** How well entities were found. A quotient without cases is 0. */
export interface EntityScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How many entities there are among the labels. */
  readonly support: number;
}

/** Of all entities together, and of each type. */
export interface EntityScores extends EntityScore {
  readonly types: ReadonlyMap<string, EntityScore>;
}

/**
 * Precision, recall and F1 of named entities: one is found if its first word, its last and its type are right; F1 = 2 ·
 * precision · recall / (precision + recall). Tags are "B-PER", "I-PER", "O", … ("E-" and "S-" for last and only words).
 *
 * Shapes: predictions and labels are lists of sentences, each a list with a tag a word.
 * Throws: RangeError if the lists differ in length, or with a scheme if a tag is none of its.
 * Source: Tjong Kim Sang and De Meulder, "Introduction to the CoNLL-2003 shared task", 2003; seqeval, whose strict mode is
 * that with a scheme.
 *
 * @example
 * entityF1([["B-PER", "I-PER", "O"]], [["B-PER", "I-PER", "B-LOC"]]).f1; // 0.6666666666666666
 */
export function entityF1(
  predictions: readonly (readonly string[])[],
  labels: readonly (readonly string[])[],
  { scheme }: EntityF1Options = {},
): EntityScores {
  requireKind("array", "call entityF1", { predictions, labels });
  for (const sentence of [...predictions, ...labels])
    requireKind("texts", "call entityF1", { tags: sentence });
  const wrong = labels.findIndex((sentence, i) => sentence.length !== predictions[i]?.length);
  if (predictions.length !== labels.length || wrong >= 0) {
    throw new RangeError(
      `Cannot compare tags of ${predictions.length} with ${labels.length} sentences${wrong < 0 ? ": expected as many" : `: expected ${labels[wrong]!.length} tags in sentence ${wrong}, got ${predictions[wrong]?.length ?? 0}`}. ` +
        "Pass a tag for each word of the same sentences.",
    );
  }
  const read = scheme === undefined ? looseEntities : strictEntities[scheme];
  const counts = new Map<string, { hits: number; predicted: number; actual: number }>();
  const countOf = (type: string) => {
    const count = counts.get(type) ?? { hits: 0, predicted: 0, actual: 0 };
    counts.set(type, count);
    return count;
  };
  for (const [i, sentence] of labels.entries()) {
    const actual = read(sentence);
    const places = new Set(actual.map(placeOf));
    for (const { type } of actual) countOf(type).actual++;
    for (const entity of read(predictions[i]!)) {
      const count = countOf(entity.type);
      count.predicted++;
      if (places.has(placeOf(entity))) count.hits++;
    }
  }
  const all = { hits: 0, predicted: 0, actual: 0 };
  for (const { hits, predicted, actual } of counts.values()) {
    all.hits += hits;
    all.predicted += predicted;
    all.actual += actual;
  }
  const types = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, count]) => [type, scoreOf(count)] as const);
  return { ...scoreOf(all), types: new Map(types) };
}

interface Entity {
  readonly type: string;
  readonly first: number;
  readonly last: number;
}

interface Tag {
  readonly prefix: string;
  readonly type: string;
}

function placeOf({ type, first, last }: Entity): string {
  return `${first} ${last} ${type}`;
}

function scoreOf({
  hits,
  predicted,
  actual,
}: {
  hits: number;
  predicted: number;
  actual: number;
}): EntityScore {
  const [precision, recall] = [quotient(hits, predicted), quotient(hits, actual)];
  return { precision, recall, f1: quotient(2 * hits, predicted + actual), support: actual };
}

const outside: Tag = { prefix: "O", type: "" };

function tagOf(text: string): Tag {
  if (text === "O") return outside;
  const rest = text.slice(1);
  return { prefix: text[0] ?? "O", type: (rest.startsWith("-") ? rest.slice(1) : rest) || "_" };
}

function looseEntities(sentence: readonly string[]): Entity[] {
  const entities: Entity[] = [];
  let before = outside;
  let first = 0;
  for (const [i, tag] of [...sentence.map(tagOf), outside].entries()) {
    const inside = before.prefix !== "O";
    const changed = tag.type !== before.type;
    if (inside && (changed || "ES".includes(before.prefix) || "BSO".includes(tag.prefix))) {
      entities.push({ type: before.type, first, last: i - 1 });
    }
    if (tag.prefix !== "O" && (changed || "BS".includes(tag.prefix) || "ESO".includes(before.prefix)))
      first = i;
    before = tag;
  }
  return entities;
}

interface Rules {
  readonly prefixes: string;
  /** Whether an entity begins with a tag. */
  readonly begins: (tag: Tag, before: Tag) => boolean;
  /** Whether an entity goes on with a tag of its type. */
  readonly goesOn: (tag: Tag, before: Tag) => boolean;
  /** Whether one whose last tag that is, is complete. */
  readonly complete: (last: Tag) => boolean;
}

const strictEntities = {
  IOB1: strictly({
    prefixes: "IOB",
    // B only parts an entity from one of its type right before.
    begins: (tag, before) => (tag.prefix === "I" ? true : tag.prefix === "B" && before.type === tag.type),
    goesOn: (tag) => tag.prefix === "I",
    complete: () => true,
  }),
  IOB2: strictly({
    prefixes: "IOB",
    begins: (tag) => tag.prefix === "B",
    goesOn: (tag) => tag.prefix === "I",
    complete: () => true,
  }),
  BIOES: strictly({
    prefixes: "BIOES",
    begins: (tag) => tag.prefix === "B" || tag.prefix === "S",
    goesOn: (tag, before) => "IE".includes(tag.prefix) && "BI".includes(before.prefix),
    complete: (last) => last.prefix === "E" || last.prefix === "S",
  }),
};

function strictly(rules: Rules): (sentence: readonly string[]) => Entity[] {
  return (sentence) => {
    const tags = sentence.map(tagOf);
    const stranger = tags.findIndex(({ prefix }) => !rules.prefixes.includes(prefix));
    if (stranger >= 0) {
      throw new RangeError(
        `Cannot read the tag "${sentence[stranger]}": expected one that begins with ${[...rules.prefixes].join(", ")}. Pass the scheme that tags are of, or none.`,
      );
    }
    const entities: Entity[] = [];
    for (let i = 0; i < tags.length; ) {
      const [first, tag] = [i++, tags[i - 1]!];
      if (!rules.begins(tag, tags[first - 1] ?? outside)) continue;
      while (i < tags.length && tags[i]!.type === tag.type && rules.goesOn(tags[i]!, tags[i - 1]!)) i++;
      if (rules.complete(tags[i - 1]!)) entities.push({ type: tag.type, first, last: i - 1 });
    }
    return entities;
  };
}
