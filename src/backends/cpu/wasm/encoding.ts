/** Bytes of a WebAssembly binary: a growing buffer with the format's integers, floats, names and sections. */

const text = new TextEncoder();
const scratch = new DataView(new ArrayBuffer(4));

/** A growing buffer of bytes. Throws RangeError for integers that LEB128 cannot hold. */
export class ByteWriter {
  private buffer = new Uint8Array(256);
  private used = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.used;
  }

  byte(value: number): void {
    if (this.used === this.buffer.length) this.grow(1);
    this.buffer[this.used++] = value;
  }

  bytes(values: Uint8Array | readonly number[]): void {
    this.grow(values.length);
    this.buffer.set(values, this.used);
    this.used += values.length;
  }

  /** Unsigned LEB128 of an integer from 0 to 2^53 − 1. */
  unsigned(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`Cannot encode ${value} as unsigned LEB128: expected an integer of at least 0.`);
    }
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** Signed LEB128 of a safe integer. */
  signed(value: number): void {
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(`Cannot encode ${value} as signed LEB128: expected a safe integer.`);
    }
    let rest = value;
    while (rest < -64 || rest >= 64) {
      const low = ((rest % 128) + 128) % 128;
      this.byte(low + 128);
      rest = (rest - low) / 128;
    }
    this.byte(rest < 0 ? rest + 128 : rest);
  }

  float32(value: number): void {
    scratch.setFloat32(0, value, true);
    for (let i = 0; i < 4; i++) this.byte(scratch.getUint8(i));
  }

  word(value: number): void {
    scratch.setInt32(0, value, true);
    for (let i = 0; i < 4; i++) this.byte(scratch.getUint8(i));
  }

  /** A UTF-8 string after its length. */
  name(value: string): void {
    const encoded = text.encode(value);
    this.unsigned(encoded.length);
    this.bytes(encoded);
  }

  /** What `write` writes, after its length. */
  sized(write: (inner: ByteWriter) => void): void {
    const inner = new ByteWriter();
    write(inner);
    this.unsigned(inner.length);
    this.bytes(inner.finish());
  }

  /** A section: its id and its contents after their length. */
  section(id: number, write: (inner: ByteWriter) => void): void {
    this.byte(id);
    this.sized(write);
  }

  /** The bytes written so far, without a copy: valid until the next write. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.used);
  }

  private grow(more: number): void {
    if (this.used + more <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.used + more, 2 * this.buffer.length));
    larger.set(this.buffer.subarray(0, this.used));
    this.buffer = larger;
  }
}
