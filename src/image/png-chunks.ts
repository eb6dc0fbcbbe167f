/**
 * The data of a PNG's chunks by their type, in order; undefined if the file ends too early or a checksum is wrong.
 *
 * Source: W3C, "Portable Network Graphics", section 5.3.
 */
export function pngChunks(bytes: Uint8Array): ReadonlyMap<string, Uint8Array[]> | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks = new Map<string, Uint8Array[]>();
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length || view.getUint32(end) !== checksum(bytes, at + 4, end)) return undefined;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === "IEND") return chunks;
    const data = bytes.subarray(at + 8, end);
    const known = chunks.get(type);
    if (known === undefined) chunks.set(type, [data]);
    else known.push(data);
    at = end + 4;
  }
  return undefined;
}

/** The remainder of each byte, by the polynomial of CRC-32. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

function checksum(bytes: Uint8Array, start: number, end: number): number {
  let remainder = -1;
  for (let at = start; at < end; at++) {
    remainder = remainders[(remainder ^ bytes[at]!) & 255]! ^ (remainder >>> 8);
  }
  return (remainder ^ -1) >>> 0;
}
