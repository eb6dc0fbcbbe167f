/**
 * Sine and cosine of an angle in radians, the same on every machine: `Math.sin` may differ in its last bit, and what is
 * made with it may be training data. By their series, after whole quarters of a turn are taken off.
 */
export function sineAndCosine(angle: number): [sine: number, cosine: number] {
  const quarters = Math.round(angle / (Math.PI / 2));
  // π/2 in two parts, the first with room for the count, so that the rest keeps its last bits.
  const rest = angle - quarters * 1.5707963267341256 - quarters * 6.077100506506192e-11;
  let sine = 0;
  let cosine = 0;
  let term = 1;
  for (let n = 0; n < 20; n += 2) {
    cosine += term;
    term *= rest / (n + 1);
    sine += term;
    term *= -rest / (n + 2);
  }
  const quarter = ((quarters % 4) + 4) % 4;
  if (quarter === 0) return [sine, cosine];
  if (quarter === 1) return [cosine, -sine];
  return quarter === 2 ? [-sine, -cosine] : [-cosine, sine];
}
