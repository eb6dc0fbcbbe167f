import type { TokenizedPiece } from "./model.ts";

/** Pieces are kept with their tokens up to a length and a number: words come again. */
const kept = { length: 64, pieces: 1 << 16 };

/** The tokens of pieces that were seen before. */
export class PieceCache {
  private readonly pieces = new Map<string, TokenizedPiece>();
  private readonly tokenize: (piece: string) => TokenizedPiece;

  constructor(tokenize: (piece: string) => TokenizedPiece) {
    this.tokenize = tokenize;
  }

  /** The tokens of a piece, from memory where it is there. */
  tokensOf(piece: string): TokenizedPiece {
    const known = this.pieces.get(piece);
    if (known !== undefined) return known;
    const tokens = this.tokenize(piece);
    if (piece.length <= kept.length) {
      if (this.pieces.size >= kept.pieces) this.pieces.clear();
      this.pieces.set(piece, tokens);
    }
    return tokens;
  }
}
