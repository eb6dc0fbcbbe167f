/**
 * The words of shared memory through which threads meet: byte addresses below the first allocation. Words that
 * different threads write lie on cache lines of their own.
 */
export const control = {
  /** The next chunk of the phase that runs; 0 between phases. */
  chunk: 128,
  /** Threads that wait at the barrier. */
  arrivals: 256,
  /** Counts barriers passed. */
  generation: 384,
  /** Threads that sleep at the barrier, so that the last one knows whether to wake any. */
  sleepers: 512,
  /** Not 0 once a thread has failed: all leave at the next barrier. */
  abort: 640,
  /** How often a thread looks at the barrier before it sleeps. */
  spin: 644,
  /** Counts runs in its upper 24 bits, with the threads that take part in its lower 8. */
  command: 768,
  /** The number of the program to run and the address of its table of buffers. */
  program: 772,
  frame: 776,
  /** The same as addresses of 64 bits: the run's driver and its table. */
  driverAddress: 784,
  tableAddress: 792,
  /** Workers that have started. */
  ready: 896,
  /** Workers that load what they need, and not 0 once no further one may. */
  loading: 900,
  leaving: 904,
  /** Workers' runs that have ended, counted over all runs. */
  done: 1024,
  /** Where the bytes of the run's module lie and how many there are, for workers that cannot get messages. */
  moduleAddress: 1152,
  moduleBytes: 1156,
  /** Bytes of the message at `failureText` of the first thread that failed, plus 1; −1 while it is written. */
  failure: 1280,
  failureText: 1284,
  /** Bytes that all this takes. Behind it lie the chunk counters of the threads, where each has its own. */
  bytes: 2048,
  /** From one thread's counter to the next. */
  counterBytes: 128,
} as const;
