import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { BatchRequest } from "./batch-maker.ts";
import type { HostTensor } from "./dataset.ts";
import { errorOf, type LoaderAnswer, type LoaderMessage, type LoaderSetup } from "./worker-messages.ts";

interface Waiting {
  readonly worker: number;
  readonly resolve: (batch: HostTensor[] | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Worker threads that make batches for one loader. They keep a process alive only while a batch is waited for. */
export class LoaderWorkers {
  private readonly workers: Worker[];
  private readonly ports: MessagePort[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;
  private waits = 0;
  /** Why there are no more batches, once there are none. */
  private ended: Error | undefined;

  constructor(count: number, setup: Omit<LoaderSetup, "port">) {
    this.workers = Array.from({ length: count }, (_, number) => {
      const { port1, port2 } = new MessageChannel();
      port1.on("message", (answer: LoaderAnswer) => this.settle(answer));
      port1.unref();
      this.ports.push(port1);
      const workerData: LoaderSetup = { ...setup, port: port2 };
      const worker = new Worker(new URL("./loader-worker.js", import.meta.url), {
        workerData,
        transferList: [port2],
        // A worker's code is in files, whatever this process was given to evaluate.
        ...(process.execArgv.some((flag) => flag.startsWith("--input-type")) && { execArgv: [] }),
      });
      worker.unref();
      worker.on("error", (error) => this.end(error));
      worker.on("exit", (code) =>
        this.end(
          new Error(
            `Cannot load more batches: worker ${number} ended with code ${code}. Code in a worker must not call process.exit().`,
          ),
        ),
      );
      return worker;
    });
  }

  /** Whether batches can still be asked for. */
  get usable(): boolean {
    return this.ended === undefined;
  }

  /** Asks for a batch: a certain worker (counted round), or else the one with the least to do. */
  make(request: BatchRequest, worker = this.leastBusy()): Promise<HostTensor[] | undefined> {
    const promise = new Promise<HostTensor[] | undefined>((resolve, reject) => {
      if (this.ended !== undefined) return reject(this.ended);
      const id = this.nextId++;
      const number = worker % this.workers.length;
      this.waiting.set(id, { worker: number, resolve, reject });
      this.post(number, { id, request });
    });
    // Whoever leaves a loop early never looks at what was asked for ahead.
    promise.catch(() => undefined);
    return promise;
  }

  /** Waits, and keeps the process alive meanwhile. */
  async wait<Value>(promise: Promise<Value>): Promise<Value> {
    // What came in while this thread was busy is taken at once, without a turn of the event loop.
    for (const port of this.ports) {
      for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
        this.settle(got.message as LoaderAnswer);
      }
    }
    if (this.waits++ === 0) for (const part of [...this.ports, ...this.workers]) part.ref();
    try {
      return await promise;
    } finally {
      if (--this.waits === 0) for (const part of [...this.ports, ...this.workers]) part.unref();
    }
  }

  /** Ends a walk through a stream in all workers. */
  endWalk(walk: number): void {
    for (const number of this.workers.keys()) this.post(number, { endOfWalk: walk });
  }

  /** Ends the threads. */
  close(): void {
    this.end(new Error("Cannot load more batches: the loader was closed. Make another one."));
  }

  private leastBusy(): number {
    const busy = this.workers.map(() => 0);
    for (const { worker } of this.waiting.values()) busy[worker]!++;
    return busy.indexOf(Math.min(...busy));
  }

  private post(number: number, message: LoaderMessage): void {
    this.ports[number]!.postMessage(message);
  }

  private settle(answer: LoaderAnswer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ("failure" in answer) waiting?.reject(errorOf(answer.failure));
    else waiting?.resolve(answer.batch);
  }

  private end(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
    for (const port of this.ports) port.close();
    for (const worker of this.workers) void worker.terminate();
  }
}
