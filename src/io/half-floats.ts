/** IEEE 754 half floats (1 sign, 5 exponent, 10 fraction bits) as float32, exactly. */
export function float32FromFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** bfloat16 (the upper half of a float32) as float32, exactly. */
export function float32FromBFloat16(halves: Uint16Array): Float32Array {
  const words = Uint32Array.from(halves, (half) => half * 0x10000);
  return new Float32Array(words.buffer);
}

/** The nearest half floats, of two that are as near the even one; from 65,520 on infinity. */
export function float16FromFloat32(values: Float32Array): Uint16Array {
  return Uint16Array.from(wordsOf(values), (word, i) => {
    const sign = (word >>> 16) & 0x8000;
    const magnitude = Math.abs(values[i]!);
    if (Number.isNaN(magnitude)) return sign | 0x7e00;
    if (magnitude >= 65520) return sign | 0x7c00;
    // Below 2⁻¹⁴ steps are 2⁻²⁴; above, 2⁻¹⁰ of the power of two. Rounding up may carry into the exponent, as it should.
    if (magnitude < 2 ** -14) return sign | toEven(magnitude * 2 ** 24);
    const exponent = ((word >>> 23) & 0xff) - 127;
    const fraction = toEven((magnitude / 2 ** exponent) * 1024) - 1024;
    return sign | (((exponent + 15) << 10) + fraction);
  });
}

/** The nearest bfloat16, of two that are as near the even one. */
export function bfloat16FromFloat32(values: Float32Array): Uint16Array {
  return Uint16Array.from(wordsOf(values), (word, i) => {
    if (Number.isNaN(values[i])) return (word >>> 16) | 0x40;
    return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  });
}

function wordsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

function toEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0);
}
