/**
 * A text that knows which part of the original each of its UTF-16 units comes from, whatever was done to it since.
 *
 * While nothing has changed lengths there is no table: unit i comes from unit `at` + i. What was put in by
 * replacing a part comes from that whole part, what was put in between from the empty place there.
 *
 * @example
 * const text = AlignedText.of("ﬁne").replace(/ﬁ/g, "fi");
 * [text.text, text.startOf(2), text.endOf(2)]; // ["fine", 1, 2]
 */
export class AlignedText {
  readonly text: string;
  private readonly at: number;
  private readonly starts: Int32Array | undefined;
  private readonly ends: Int32Array | undefined;

  private constructor(text: string, at: number, starts?: Int32Array, ends?: Int32Array) {
    this.text = text;
    this.at = at;
    this.starts = starts;
    this.ends = ends;
  }

  /** A text that is its own original. */
  static of(text: string): AlignedText {
    return new AlignedText(text, 0);
  }

  /** Where in the original unit i begins. */
  startOf(i: number): number {
    return this.starts === undefined ? this.at + i : this.starts[this.at + i]!;
  }

  /** Where in the original unit i ends. */
  endOf(i: number): number {
    return this.ends === undefined ? this.at + i + 1 : this.ends[this.at + i]!;
  }

  /** The units from `from` up to `to`. */
  slice(from: number, to: number): AlignedText {
    return new AlignedText(this.text.slice(from, to), this.at + from, this.starts, this.ends);
  }

  /** Another text of the same length, unit for unit. */
  sameLength(text: string): AlignedText {
    return text === this.text ? this : new AlignedText(text, this.at, this.starts, this.ends);
  }

  /** Each match of a global pattern replaced. */
  replace(pattern: RegExp, to: string | ((match: string) => string)): AlignedText {
    const { text } = this;
    const edits: { from: number; to: number; put: string }[] = [];
    let sameLengths = true;
    for (const match of text.matchAll(pattern)) {
      const put = typeof to === "string" ? to : to(match[0]);
      if (put === match[0]) continue;
      edits.push({ from: match.index, to: match.index + match[0].length, put });
      sameLengths &&= put.length === match[0].length;
    }
    if (edits.length === 0) return this;
    let result = "";
    let end = 0;
    for (const edit of edits) {
      result += text.slice(end, edit.from) + edit.put;
      end = edit.to;
    }
    result += text.slice(end);
    if (sameLengths) return this.sameLength(result);
    const writer = new AlignmentWriter(result.length);
    end = 0;
    for (const edit of edits) {
      writer.keep(this, end, edit.from);
      const [start, stop] = this.rangeOf(edit.from, edit.to);
      writer.put(edit.put.length, start, stop);
      end = edit.to;
    }
    writer.keep(this, end, text.length);
    return new AlignedText(result, 0, writer.starts, writer.ends);
  }

  /** A text put before the first character, which it counts as part of. */
  prepend(put: string): AlignedText {
    if (put === "") return this;
    const { text } = this;
    const writer = new AlignmentWriter(put.length + text.length);
    const [start, end] = this.rangeOf(0, (text.codePointAt(0) ?? 0) > 0xffff ? 2 : Math.min(1, text.length));
    writer.put(put.length, start, end);
    writer.keep(this, 0, text.length);
    return new AlignedText(put + text, 0, writer.starts, writer.ends);
  }

  /** The text made of parts: each part of this one, in order, with what stands for it. */
  mapParts(parts: readonly (readonly [part: string, put: string])[]): AlignedText {
    const result = parts.map(([, put]) => put).join("");
    if (result === this.text) return this;
    const writer = new AlignmentWriter(result.length);
    let i = 0;
    for (const [part, put] of parts) {
      const [start, end] = this.rangeOf(i, i + part.length);
      writer.put(put.length, start, end);
      i += part.length;
    }
    return new AlignedText(result, 0, writer.starts, writer.ends);
  }

  /** The part of the original that units `from` up to `to` come from. */
  rangeOf(from: number, to: number): readonly [start: number, end: number] {
    if (from < to) return [this.startOf(from), this.endOf(to - 1)];
    if (from < this.text.length) return [this.startOf(from), this.startOf(from)];
    if (from > 0) return [this.endOf(from - 1), this.endOf(from - 1)];
    return this.starts === undefined ? [this.at, this.at] : [0, 0];
  }
}

/** Writes the tables of a new text from left to right. */
class AlignmentWriter {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  private next = 0;

  constructor(length: number) {
    this.starts = new Int32Array(length);
    this.ends = new Int32Array(length);
  }

  keep(from: AlignedText, start: number, end: number): void {
    for (let i = start; i < end; i++) {
      this.starts[this.next] = from.startOf(i);
      this.ends[this.next++] = from.endOf(i);
    }
  }

  put(length: number, start: number, end: number): void {
    this.starts.fill(start, this.next, this.next + length);
    this.ends.fill(end, this.next, this.next + length);
    this.next += length;
  }
}
