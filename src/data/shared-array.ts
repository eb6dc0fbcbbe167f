/** The same elements in memory that all threads see; an array that lies there already is returned as it is. */
export function sharedArray<Elements extends Float32Array | Int32Array | Uint8Array>(
  elements: Elements,
): Elements {
  if (elements.buffer instanceof SharedArrayBuffer) return elements;
  const memory = new SharedArrayBuffer(elements.byteLength);
  // A Buffer is a Uint8Array too, and its own constructor would make something else.
  const shared =
    elements instanceof Float32Array
      ? new Float32Array(memory)
      : elements instanceof Int32Array
        ? new Int32Array(memory)
        : new Uint8Array(memory);
  shared.set(elements);
  return shared as Elements;
}
