/** What the elements of a tensor are. A bool is 0 or 1 and occupies 4 bytes on every device. */
export type DType = "float32" | "int32" | "bool";
