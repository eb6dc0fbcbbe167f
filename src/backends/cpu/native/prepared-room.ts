import { totalmem } from "node:os";

/** Whoever can let go of memory and fill it again. */
interface Holder {
  drop(): void;
}

/** How much memory programs may hold for what they have prepared: those that ran longest ago let go of theirs for others. */
export class PreparedRoom {
  private readonly most: number;
  /** Bytes of each holder, the one that ran longest ago first. */
  private readonly holders = new Map<Holder, number>();
  private held = 0;

  /** @param most Bytes. */
  constructor(most: number) {
    this.most = most;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.held;
  }

  /** Whether so many bytes can be held at all. */
  fits(bytes: number): boolean {
    return bytes <= this.most;
  }

  /** Makes room for so many bytes of a holder that has none yet. */
  take(holder: Holder, bytes: number): void {
    for (const other of [...this.holders.keys()]) if (this.held + bytes > this.most) other.drop();
    this.holders.set(holder, bytes);
    this.held += bytes;
  }

  /** Tells that a holder has run. */
  use(holder: Holder): void {
    const bytes = this.holders.get(holder);
    if (bytes === undefined || this.holders.size === 1) return;
    this.holders.delete(holder);
    this.holders.set(holder, bytes);
  }

  /** Takes back what a holder holds, if anything. */
  give(holder: Holder): void {
    this.held -= this.holders.get(holder) ?? 0;
    this.holders.delete(holder);
  }
}

/** A quarter of the computer's memory, in bytes. */
export function preparedBytes(): number {
  return memory() / 4;
}

function memory(): number {
  try {
    return totalmem();
  } catch {
    // Deno tells only who may ask, with --allow-sys.
    return 4 * 2 ** 30;
  }
}
