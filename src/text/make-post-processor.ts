import { type EncodingColumns, emptyColumns } from "./encoding.ts";
import { refuseType } from "./refuse-type.ts";
import type { PostProcessorJson, TemplatePieceJson } from "./tokenizer-json.ts";

/** Puts special tokens around the tokens of one or two texts. */
export interface PostProcessor {
  /** How many tokens it adds to a text, or to a pair. */
  added(pair: boolean): number;
  /** One after the other, with special tokens if wanted. */
  process(texts: readonly EncodingColumns[], addSpecialTokens: boolean, tokenOf: TokenOf): EncodingColumns;
}

type TokenOf = (id: number) => string | undefined;
type Special = { readonly ids: readonly number[]; readonly typeId: number };
type Slot = Special | { readonly text: 0 | 1; readonly typeId: number };

/**
 * The post-processor that a `tokenizer.json` describes.
 *
 * Throws: RangeError if its type is unknown, or a template names a special token that it does not define.
 */
export function makePostProcessor(json: PostProcessorJson | null | undefined): PostProcessor {
  if (json === null || json === undefined) return template([0], [0, 1], plain);
  switch (json.type) {
    case "Sequence":
      return sequence(json.processors.map(makePostProcessor));
    case "TemplateProcessing": {
      const slot = (piece: TemplatePieceJson): Slot => {
        if ("Sequence" in piece)
          return { text: piece.Sequence.id === "A" ? 0 : 1, typeId: piece.Sequence.type_id };
        const { id, type_id } = piece.SpecialToken;
        const special = json.special_tokens?.[id];
        if (special !== undefined) return { ids: special.ids, typeId: type_id };
        throw new RangeError(
          `Cannot make a template with the special token ${JSON.stringify(id)}: expected one of special_tokens, which are ` +
            `${Object.keys(json.special_tokens ?? {}).join(", ") || "none"}. Add it there with its ids.`,
        );
      };
      return template(json.single, json.pair, slot);
    }
    case "BertProcessing": {
      const [cls, sep] = [json.cls[1], json.sep[1]];
      const single = [special(cls, 0), text(0, 0), special(sep, 0)];
      return template(single, [...single, text(1, 1), special(sep, 1)], (slot) => slot);
    }
    case "RobertaProcessing": {
      const [cls, sep] = [json.cls[1], json.sep[1]];
      const single = [special(cls, 0), text(0, 0), special(sep, 0)];
      const pair = [...single, special(sep, 0), text(1, 0), special(sep, 0)];
      const around = template(single, pair, (slot) => slot);
      const { trim_offsets = true, add_prefix_space = true } = json;
      return trim_offsets ? sequence([trimming(add_prefix_space), around]) : around;
    }
    case "ByteLevel":
      return (json.trim_offsets ?? true)
        ? trimming(json.add_prefix_space ?? true)
        : template([0], [0, 1], plain);
    default:
      return refuseType("post-processor", json, [
        ...["Sequence", "TemplateProcessing", "BertProcessing", "RobertaProcessing", "ByteLevel"],
      ]);
  }
}

const special = (id: number, typeId: number): Slot => ({ ids: [id], typeId });
const text = (which: 0 | 1, typeId: number): Slot => ({ text: which, typeId });
const plain = (which: number): Slot => text(which as 0 | 1, which);

function template<Piece>(
  single: readonly Piece[],
  pair: readonly Piece[],
  slot: (piece: Piece) => Slot,
): PostProcessor {
  const forms = [single.map(slot), pair.map(slot)];
  const added = forms.map((slots) =>
    slots.reduce((sum, each) => sum + ("ids" in each ? each.ids.length : 0), 0),
  );
  return {
    added: (isPair) => added[isPair ? 1 : 0]!,
    process(texts, addSpecialTokens) {
      const result = emptyColumns();
      for (const each of forms[texts.length - 1]!) {
        if ("text" in each) append(result, texts[each.text]!, each.text, each.typeId);
        else if (addSpecialTokens) for (const id of each.ids) appendSpecial(result, id, each.typeId);
      }
      return result;
    },
  };
}

/** Each in turn; the last that has a template joins the texts. */
function sequence(steps: readonly PostProcessor[]): PostProcessor {
  const joining = steps.findLast((step) => step.added(false) + step.added(true) > 0) ?? steps.at(-1);
  const join = joining ?? template([0], [0, 1], plain);
  return {
    added: (pair) => join.added(pair),
    process(texts, addSpecialTokens, tokenOf) {
      let changed = texts;
      for (const step of steps) {
        if (step !== join) changed = changed.map((each) => step.process([each], false, tokenOf));
      }
      return join.process(changed, addSpecialTokens, tokenOf);
    },
  };
}

/** Leaves the spaces at the ends of tokens out of their offsets. */
function trimming(prefixSpace: boolean): PostProcessor {
  const join = template([0], [0, 1], plain);
  return {
    added: () => 0,
    process(texts, _, tokenOf) {
      const trimmed = texts.map((each) => {
        const copy = { ...each, starts: [...each.starts], ends: [...each.ends] };
        for (const i of each.ids.keys()) trim(copy, i, tokenOf(each.ids[i]!) ?? "", prefixSpace);
        return copy;
      });
      return join.process(trimmed, false, tokenOf);
    },
  };
}

function trim({ starts, ends }: EncodingColumns, i: number, token: string, prefixSpace: boolean): void {
  let leading = /^[\p{White_Space}Ġ]*/u.exec(token)![0].length;
  const trailing = leading === token.length ? leading : /[\p{White_Space}Ġ]*$/u.exec(token)![0].length;
  if (leading > 0) {
    if ((i === 0 || starts[i] === 0) && prefixSpace) leading--;
    starts[i] = Math.min(starts[i]! + leading, ends[i]!);
  }
  if (trailing > 0 && ends[i]! >= trailing) ends[i] = Math.max(ends[i]! - trailing, starts[i]!);
}

function append(to: EncodingColumns, from: EncodingColumns, sequenceId: number, typeId: number): void {
  for (let i = 0; i < from.ids.length; i++) {
    to.ids.push(from.ids[i]!);
    to.typeIds.push(typeId);
    to.starts.push(from.starts[i]!);
    to.ends.push(from.ends[i]!);
    to.words.push(from.words[i]!);
    to.sequences.push(sequenceId);
    to.special.push(from.special[i]!);
    to.attention.push(1);
  }
}

function appendSpecial(to: EncodingColumns, id: number, typeId: number): void {
  to.ids.push(id);
  to.typeIds.push(typeId);
  to.starts.push(0);
  to.ends.push(0);
  to.words.push(-1);
  to.sequences.push(-1);
  to.special.push(1);
  to.attention.push(1);
}
