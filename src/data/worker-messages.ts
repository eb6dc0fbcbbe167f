import type { MessagePort } from "node:worker_threads";
import type { ModuleCall } from "../base/module-call.ts";
import type { BatchRequest } from "./batch-maker.ts";
import type { HostTensor } from "./dataset.ts";
import { ExampleError } from "./example-error.ts";

/** What a worker of a loader is started with. */
export interface LoaderSetup {
  readonly data: ModuleCall;
  readonly transform: ModuleCall | undefined;
  readonly port: MessagePort;
}

/** What a loader tells a worker: to make a batch, or that a walk through a stream has ended. */
export type LoaderMessage =
  | { readonly id: number; readonly request: BatchRequest }
  | { readonly endOfWalk: number };

/** What a worker answers. */
export type LoaderAnswer =
  | { readonly id: number; readonly batch: HostTensor[] | undefined }
  | { readonly id: number; readonly failure: Failure };

/** An error on its way to another thread, which keeps messages and causes but no classes. */
export interface Failure {
  readonly error: unknown;
  /** Of the example that could not be loaded, whose cause `error` is. */
  readonly index?: number;
}

/** An error as a message. */
export function failureOf(error: unknown): Failure {
  return error instanceof ExampleError ? { index: error.index, error: error.cause } : { error };
}

/** The error of a message. */
export function errorOf({ error, index }: Failure): unknown {
  return index === undefined ? error : new ExampleError(index, error);
}
