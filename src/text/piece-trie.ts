/** A node: what may come next, and the piece that ends here. */
interface Node {
  readonly next: Map<number, Node>;
  id: number;
}

/**
 * Pieces by their beginnings: finds all that a text has at a place in one walk. Of equal pieces the last counts.
 *
 * @example
 * const found: number[] = [];
 * new PieceTrie(["a", "ab", "b"]).prefixesAt("xab", 1, (id) => found.push(id));
 * found; // [0, 1]
 */
export class PieceTrie {
  private readonly root: Node = { next: new Map(), id: -1 };

  constructor(pieces: readonly string[]) {
    for (const [id, piece] of pieces.entries()) {
      let node = this.root;
      for (let i = 0; i < piece.length; i++) {
        const unit = piece.charCodeAt(i);
        let next = node.next.get(unit);
        if (next === undefined) node.next.set(unit, (next = { next: new Map(), id: -1 }));
        node = next;
      }
      if (piece !== "") node.id = id;
    }
  }

  /** Calls `found` with each piece that stands at `from`, the shortest first, and where it ends. */
  prefixesAt(text: string, from: number, found: (id: number, end: number) => void): void {
    let node: Node | undefined = this.root;
    for (let i = from; i < text.length; i++) {
      node = node.next.get(text.charCodeAt(i));
      if (node === undefined) return;
      if (node.id >= 0) found(node.id, i + 1);
    }
  }
}
