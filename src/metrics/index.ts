/** Numbers that people read, computed on the host from plain arrays. */

export { accuracy } from "./accuracy.ts";
export { type Calibration, type CalibrationBin, calibration } from "./calibration.ts";
export { ConfusionMatrix } from "./confusion-matrix.ts";
export { predictedClasses } from "./predicted-classes.ts";
