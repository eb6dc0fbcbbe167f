import { requireKind } from "../base/argument-kinds.ts";
import { Tensor, tensor } from "../tensor/index.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
  type StoredTensors,
  type TensorToStore,
} from "./safetensors.ts";

/** Tensors as they are stored, read all at once. */
export async function storedTensors(
  tensors: Readonly<Record<string, Tensor>>,
): Promise<[string, TensorToStore][]> {
  requireKind("object", "store tensors", { tensors });
  const wrong = Object.entries(tensors).find(([, value]) => !((value as unknown) instanceof Tensor));
  if (wrong !== undefined) {
    throw new TypeError(
      `Cannot store "${wrong[0]}": expected a tensor, got ${typeof wrong[1]}. Make it one with tensor(data).`,
    );
  }
  return Promise.all(
    Object.entries(tensors).map(
      async ([name, value]): Promise<[string, TensorToStore]> => [
        name,
        { shape: value.shape, data: await value.data(), ...(value.dtype === "bool" && { type: "BOOL" }) },
      ],
    ),
  );
}

/** Stored tensors as tensors. Throws: RangeError for a type that tensors do not have. */
export function tensorsOf(stored: ReadonlyMap<string, StoredTensor>): Record<string, Tensor> {
  if (!((stored as unknown) instanceof Map)) {
    throw new TypeError(
      `Cannot make tensors of a ${typeof stored}: expected a Map from names to stored tensors, got ${typeof stored}. Pass what readSafetensors gives.`,
    );
  }
  const values: Record<string, Tensor> = {};
  for (const [name, each] of stored) {
    requireKind("shaped", `load "${name}"`, { data: each });
    const { shape, type, data } = each;
    if (data instanceof Float32Array || data instanceof Int32Array) values[name] = tensor(data, { shape });
    else if (type === "BOOL" && data instanceof Uint8Array)
      values[name] = tensor(data, { shape, dtype: "bool" });
    else throw new RangeError(`Cannot load "${name}" of type ${type}: expected F32, F16, BF16, I32 or BOOL.`);
  }
  return values;
}

/**
 * Tensors by name, such as a model's `stateDict()`, as the bytes of a safetensors file.
 *
 * @example
 * const bytes = await encodeTensors({ w: tensor([1, 2]) });
 * decodeTensors(bytes).w!.sum().item(); // 3
 */
export async function encodeTensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  requireKind("object", "call encodeTensors", { tensors });
  return encodeSafetensors(await storedTensors(tensors), metadata);
}

/**
 * The tensors in the bytes of a safetensors file, such as a response that a page fetched.
 *
 * Throws: RangeError if the bytes are no safetensors file, or hold a type that tensors do not have.
 *
 * @example
 * const model = new nn.Linear(2, 3);
 * const bytes = await encodeTensors(model.stateDict());
 * new nn.Linear(2, 3).loadStateDict(decodeTensors(bytes)).missing.length; // 0
 */
export function decodeTensors(bytes: Uint8Array): Record<string, Tensor> {
  requireKind("bytes", "call decodeTensors", { bytes });
  const { tensors }: StoredTensors = decodeSafetensors(bytes);
  return tensorsOf(tensors);
}
