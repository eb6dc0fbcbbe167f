/** Numbers that people read, computed on the host from plain arrays. */

export { accuracy } from "./accuracy.ts";
export { ConfusionMatrix } from "./confusion-matrix.ts";
export { predictedClasses } from "./predicted-classes.ts";
