/** A piece of a vocabulary; its token id is its place. */
export interface ScoredPiece {
  readonly text: string;
  /** Logarithm of its probability. */
  readonly score: number;
  /** Whether texts are split into it; not so what stands for the unknown, the end and the like. */
  readonly inTexts: boolean;
}

/** How sums of scores are kept: SentencePiece adds in float32, the tokenizers library in float64. */
export type Precision = 'float32' | 'float64';

/** How much less likely than the least likely piece a character is that no piece has, in logarithms. */
const UNKNOWN_PENALTY = 10;

interface Best {
  readonly score: number;
  readonly start: number;
  readonly id: number;
}

interface Candidate {
  readonly id: number;
  readonly score: number;
}

/** Splits texts into the pieces that are likeliest together (Kudo 2018, arXiv:1804.10959), as SentencePiece does. */
export class Unigram {
  readonly #pieces: ReadonlyMap<string, Candidate>;
  readonly #unknown: Candidate;
  readonly #round: (sum: number) => number;
  /** Of the longest piece, in characters. */
  readonly #reach: number;

  constructor(pieces: readonly ScoredPiece[], unknown: number, precision: Precision) {
    const known = pieces.flatMap(({ text, score, inTexts }, id) => (inTexts ? [[text, { id, score }] as const] : []));
    this.#pieces = new Map(known);
    this.#round = precision === 'float32' ? Math.fround : (sum) => sum;
    const least = known.reduce((lowest, [, { score }]) => Math.min(lowest, score), Number.POSITIVE_INFINITY);
    this.#unknown = { id: unknown, score: this.#round(least - UNKNOWN_PENALTY) };
    this.#reach = known.reduce((longest, [text]) => Math.max(longest, [...text].length), 0);
  }

  /** The token ids of a normalised text; neighbouring unknown characters are one unknown token. */
  encode(text: string): number[] {
    const characters = [...text];
    const ids: number[] = [];
    for (let end = characters.length, best = this.#bestEnds(characters); end > 0; end = best[end]!.start) {
      const { id } = best[end]!;
      if (id !== this.#unknown.id || ids.at(-1) !== id) ids.push(id);
    }
    return ids.reverse();
  }

  /** For each number of leading characters, the last piece of their likeliest split. */
  #bestEnds(characters: readonly string[]): Best[] {
    const best: Best[] = [{ score: 0, start: 0, id: -1 }];
    for (let start = 0; start < characters.length; start++) {
      const offer = (end: number, { id, score }: Candidate) => {
        const sum = this.#round(best[start]!.score + score);
        if (!best[end] || sum > best[end].score) best[end] = { score: sum, start, id };
      };
      for (const [end, piece] of this.#piecesAt(characters, start)) offer(end, piece);
      if (!this.#pieces.has(characters[start]!)) offer(start + 1, this.#unknown);
    }
    return best;
  }

  *#piecesAt(characters: readonly string[], start: number): Generator<[end: number, piece: Candidate]> {
    let text = '';
    for (let end = start; end < Math.min(start + this.#reach, characters.length); end++) {
      text += characters[end];
      const piece = this.#pieces.get(text);
      if (piece) yield [end + 1, piece];
    }
  }
}
