/** Images of 3×32×32 numbers, made one at a time: what loader.mjs streams. */
export default function stream({ length }) {
  return {
    *examples() {
      for (let i = 0; i < length; i++)
        yield [{ shape: [3, 32, 32], data: new Float32Array(3072).fill(i) }, i % 10];
    },
  };
}
