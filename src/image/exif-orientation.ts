/**
 * How the camera of a JPEG was held: 1 for upright, 2 to 8 for the other turns and mirrorings; 1 where nothing is noted.
 *
 * Source: JEITA CP-3451, "Exchangeable image file format", section 4.6.4, tag 0x0112.
 */
export function exifOrientation(jpeg: Uint8Array): number {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  // Segments follow each other: FF, a kind, two bytes of length; EXIF is an APP1 before the picture's own data.
  for (let at = 2; at + 10 < jpeg.length && jpeg[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const kind = jpeg[at + 1]!;
    if (kind === 0xda) break;
    const isExif = kind === 0xe1 && view.getUint32(at + 4) === 0x45786966; // "Exif"
    if (isExif) return tiffOrientation(jpeg.subarray(at + 10, at + 2 + view.getUint16(at + 2)));
  }
  return 1;
}

function tiffOrientation(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (tiff.length < 8) return 1;
  const little = view.getUint16(0) === 0x4949; // "II"
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const count = view.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.length) break;
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const orientation = view.getUint16(entry + 8, little);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}
