/** Memory for machine code: written first, then made executable, never both at once. */

import { instructionCache } from "./instruction-cache.ts";
import type { Koffi, NativeArgument, NativeFunction, NativePointer } from "./koffi.ts";
import { memoryFlags } from "./memory-flags.ts";

/** Code that can be called until it is freed. */
export interface ExecutableMemory {
  readonly address: NativePointer;
  readonly bytes: number;
  /** Gives the memory back; the code must not be running. */
  free(): void;
}

/** One platform's way to get pages, to turn them from writable to executable, and to give them back. */
interface PageSystem {
  /** Readable and writable pages. */
  allocate(bytes: number): NativePointer;
  write(address: NativePointer, code: Uint8Array): void;
  /** Readable and executable from now on, by all threads, and no longer writable. */
  protect(address: NativePointer, bytes: number): void;
  free(address: NativePointer, bytes: number): void;
}

/** Of the smallest pages there are: the system rounds up to its own. */
const pageBytes = 4096;
const mapFailed = 0xffffffffffffffffn;

const systems = new WeakMap<Koffi, PageSystem>();

/**
 * Copies code into new pages that can be executed and no longer written.
 *
 * Throws: Error where the platform is not supported yet or refuses executable memory.
 */
export function makeExecutable(koffi: Koffi, code: Uint8Array): ExecutableMemory {
  let system = systems.get(koffi);
  if (system === undefined) {
    system = pageSystem(koffi);
    systems.set(koffi, system);
  }
  const pages = system;
  const bytes = Math.ceil(code.length / pageBytes) * pageBytes;
  const address = pages.allocate(bytes);
  let freed = false;
  const free = () => {
    if (!freed) pages.free(address, bytes);
    freed = true;
  };
  try {
    pages.write(address, code);
    pages.protect(address, bytes);
  } catch (error) {
    free();
    throw error;
  }
  return { address, bytes, free };
}

function pageSystem(koffi: Koffi): PageSystem {
  const { platform } = process;
  if (platform === "linux" || platform === "darwin") return posixPages(koffi);
  throw new Error(
    `Cannot make executable memory on ${platform}: expected linux or darwin, other platforms are not supported ` +
      `yet. Choose the wasm target.`,
  );
}

/**
 * On macOS too pages are written first and become executable then, as CPython's compiler does: with `MAP_JIT`, a thread
 * that may write code cannot execute any, not even that of V8 between two calls from here.
 */
function posixPages(koffi: Koffi): PageSystem {
  const library = koffi.load(null);
  const mmap = library.func("void *mmap(void *, size_t, int, int, int, int64_t)");
  const mprotect = library.func("int mprotect(void *, size_t, int)");
  const munmap = library.func("int munmap(void *, size_t)");
  const memcpy = library.func("void *memcpy(void *, const void *, size_t)");
  const check = (what: string, call: NativeFunction, ...values: NativeArgument[]) => {
    if (call(...values) !== 0) throw refused(what, koffi.errno());
  };
  const { read, write, execute } = memoryFlags;
  const allocate: PageSystem["allocate"] = (bytes) => {
    const address = mmap(null, bytes, read | write, memoryFlags.private | memoryFlags.anonymous, -1, 0);
    if (typeof address !== "bigint" || address === mapFailed || address === -1n) {
      throw refused(`map ${bytes} bytes`, koffi.errno());
    }
    return address;
  };
  const copy: PageSystem["write"] = (address, code) => {
    memcpy(address, code, code.length);
  };
  const makeCode = (address: NativePointer, bytes: number) =>
    check("make code executable", mprotect, address, bytes, read | execute);
  const synchronize = instructionCache(koffi, (code) => {
    const address = allocate(pageBytes);
    copy(address, code);
    makeCode(address, pageBytes);
    return address;
  });
  return {
    allocate,
    write: copy,
    protect: (address, bytes) => {
      makeCode(address, bytes);
      synchronize(address, bytes);
    },
    free: (address, bytes) => check("free code", munmap, address, bytes),
  };
}

function refused(what: string, errno: number): Error {
  return new Error(
    `Cannot ${what}: expected the system to allow it, got error ${errno}. Choose the wasm target where ` +
      `executable memory is forbidden.`,
  );
}
