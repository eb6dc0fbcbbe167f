import { requireKind } from "../base/argument-kinds.ts";
import {
  bfloat16FromFloat32,
  float16FromFloat32,
  float32FromBFloat16,
  float32FromFloat16,
} from "./half-floats.ts";
import { topLevelKeys } from "./json-keys.ts";

/** The element types of safetensors that are read and written here. */
export type StoredType = "F32" | "F64" | "F16" | "BF16" | "I64" | "I32" | "U8" | "BOOL";

/** What a tensor's elements are on the host: F16 and BF16 become float32, F64 and I64 keep their width. */
export type StoredData = Float32Array | Float64Array | Int32Array | Uint8Array | BigInt64Array;

/** One tensor of a file. */
export interface StoredTensor {
  /** The type in the file. */
  readonly type: StoredType;
  readonly shape: readonly number[];
  /** Row-major elements, one a shape position. */
  readonly data: StoredData;
}

/**
 * One tensor to write. A Uint8Array is stored as U8, or as BOOL if `type` says so; a Float32Array as F32, or rounded to the
 * nearest F16 or BF16.
 */
export interface TensorToStore {
  readonly shape: readonly number[];
  readonly data: StoredData;
  readonly type?: "BOOL" | "F16" | "BF16";
}

/** What a safetensors file holds. */
export interface StoredTensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** The file's `__metadata__`: text by name. */
  readonly metadata: ReadonlyMap<string, string>;
}

const bytesPerElement: Record<StoredType, number> = {
  F64: 8,
  I64: 8,
  F32: 4,
  I32: 4,
  F16: 2,
  BF16: 2,
  U8: 1,
  BOOL: 1,
};

/** A header this long is refused, as in the format's own implementation. */
const longestHeader = 100_000_000;

/**
 * Tensors by name as the bytes of a safetensors file. The bytes depend on the names, shapes and values only, not
 * on the order in which they are given: wider types come first, then names in code-unit order, and the data
 * starts at a multiple of 8 bytes.
 *
 * Throws: RangeError if a shape does not fit its data, a type is not one for such elements, or a tensor is called
 * `__metadata__`.
 * Source: https://github.com/huggingface/safetensors, "Format".
 */
export function encodeSafetensors(
  tensors: Iterable<readonly [string, TensorToStore]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  requireKind("iterable", "call encodeSafetensors", { tensors });
  const entries = Array.from(tensors, (entry) => {
    requireKind("array", "call encodeSafetensors", { tensors: entry });
    const [name, tensor] = entry;
    requireKind("shaped", "call encodeSafetensors", { tensors: tensor });
    return { name, tensor, type: storedType(name, tensor) };
  });
  entries.sort(
    (a, b) =>
      bytesPerElement[b.type] - bytesPerElement[a.type] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
  // A Map cannot make a JSON object with a "__proto__" key, and neither can assignment; fromEntries can.
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) {
    header.push(["__metadata__", Object.fromEntries(Object.entries(metadata).sort())]);
  }
  let end = 0;
  for (const { name, tensor, type } of entries) {
    const size = tensor.shape.reduce((product, extent) => product * extent, 1);
    if (name === "__metadata__" || size !== tensor.data.length) {
      throw new RangeError(
        `Cannot store the tensor "${name}" of shape [${tensor.shape.join(", ")}]: expected ${size} elements ` +
          `and a name other than "__metadata__", got ${tensor.data.length} elements.`,
      );
    }
    const start = end;
    end += size * bytesPerElement[type];
    header.push([name, { dtype: type, shape: tensor.shape, data_offsets: [start, end] }]);
  }
  let text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  text = padded;
  const file = new Uint8Array(8 + text.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let at = 8 + text.length;
  for (const { tensor, type } of entries) {
    const data = stored(tensor.data, type);
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/**
 * The tensors and metadata in the bytes of a safetensors file. Every size in the header is checked before
 * anything is allocated for it, so a damaged or hostile file is refused and not trusted.
 *
 * Throws: RangeError with one sentence saying what is wrong with the file.
 */
export function decodeSafetensors(bytes: Uint8Array): StoredTensors {
  requireKind("bytes", "call decodeSafetensors", { bytes });
  const header = readHeader(bytes);
  const body = bytes.subarray(header.end);
  const tensors = new Map<string, StoredTensor>();
  const metadata = new Map<string, string>();
  const spans: [number, number, string][] = [];
  for (const [name, entry] of Object.entries(header.entries)) {
    if (!isRecord(entry)) throw refuse(`its entry "${name}" is no object`);
    if (name === "__metadata__") {
      for (const [key, value] of Object.entries(entry)) {
        if (typeof value !== "string") throw refuse(`its metadata "${key}" is no text`);
        metadata.set(key, value);
      }
      continue;
    }
    const { dtype: type, shape, data_offsets: offsets } = entry;
    if (typeof type !== "string" || !Object.hasOwn(bytesPerElement, type)) {
      throw refuse(
        `"${name}" has the type ${JSON.stringify(type)}, expected one of ${Object.keys(bytesPerElement).join(", ")}`,
      );
    }
    if (!isCounts(shape)) throw refuse(`"${name}" has no valid shape`);
    if (!isCounts(offsets) || offsets.length !== 2) throw refuse(`"${name}" has no valid data_offsets`);
    const [start, end] = offsets as [number, number];
    const stored = type as StoredType;
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (end - start !== size * bytesPerElement[stored]) {
      throw refuse(
        `"${name}" of type ${type} and shape [${shape.join(", ")}] needs ${size * bytesPerElement[stored]} bytes, ` +
          `but its data_offsets hold ${end - start}`,
      );
    }
    if (end > body.length)
      throw refuse(`"${name}" ends at byte ${end} of ${body.length}: the file is cut off`);
    spans.push([start, end, name]);
    tensors.set(name, {
      type: stored,
      shape,
      data: elements(stored, new Uint8Array(body.subarray(start, end))),
    });
    if (stored === "BOOL" && body.subarray(start, end).some((byte) => byte > 1)) {
      throw refuse(`"${name}" of type BOOL has elements other than 0 and 1`);
    }
  }
  checkSpans(spans, body.length);
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array): { entries: Record<string, unknown>; end: number } {
  if (bytes.length < 8) throw refuse(`it has ${bytes.length} bytes, expected at least 8`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(longestHeader))
    throw refuse(`its header claims ${length} bytes, expected at most ${longestHeader}`);
  const end = 8 + Number(length);
  if (end > bytes.length) throw refuse(`its header claims ${length} bytes, but ${bytes.length - 8} follow`);
  let entries: unknown;
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, end));
    entries = JSON.parse(text);
  } catch {
    throw refuse("its header is no JSON");
  }
  if (!isRecord(entries) || text[0] !== "{") throw refuse("its header is no JSON object");
  // JSON.parse takes the last of entries with one name, another reader the first.
  const keys = topLevelKeys(text);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw refuse(`its header names "${twice}" twice`);
  return { entries, end };
}

/** The tensors must cover the data without gap or overlap, so that no byte means two things or none. */
function checkSpans(spans: [number, number, string][], length: number): void {
  spans.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let covered = 0;
  for (const [start, end, name] of spans) {
    if (start < covered) throw refuse(`"${name}" overlaps another tensor at byte ${start}`);
    if (start > covered) throw refuse(`bytes ${covered} to ${start} belong to no tensor`);
    covered = end;
  }
  if (covered !== length) throw refuse(`bytes ${covered} to ${length} belong to no tensor`);
}

function elements(type: StoredType, bytes: Uint8Array): StoredData {
  const { buffer } = bytes;
  if (type === "F32") return new Float32Array(buffer);
  if (type === "F64") return new Float64Array(buffer);
  if (type === "F16") return float32FromFloat16(new Uint16Array(buffer));
  if (type === "BF16") return float32FromBFloat16(new Uint16Array(buffer));
  if (type === "I64") return new BigInt64Array(buffer);
  if (type === "I32") return new Int32Array(buffer);
  return bytes;
}

function storedType(name: string, { data, type }: TensorToStore): StoredType {
  const isFloat = data instanceof Float32Array;
  if (type !== undefined && (type === "BOOL" ? !(data instanceof Uint8Array) : !isFloat)) {
    throw new RangeError(
      `Cannot store the tensor "${name}" as ${type}: expected a ${type === "BOOL" ? "Uint8Array" : "Float32Array"}, got a ${data.constructor.name}.`,
    );
  }
  if (type !== undefined) return type;
  if (isFloat) return "F32";
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Int32Array) return "I32";
  return data instanceof BigInt64Array ? "I64" : "U8";
}

/** The elements as the file has them. */
function stored(data: StoredData, type: StoredType): StoredData | Uint16Array {
  if (type === "F16") return float16FromFloat32(data as Float32Array);
  return type === "BF16" ? bfloat16FromFloat32(data as Float32Array) : data;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function refuse(reason: string): RangeError {
  return new RangeError(
    `Cannot read safetensors: expected a whole file, but ${reason}. Save or download it anew.`,
  );
}
