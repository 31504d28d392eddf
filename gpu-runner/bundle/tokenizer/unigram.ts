import type { Charsmap } from './charsmap.ts';
import type { Piece } from './sentencepiece-model.ts';

/** How much less likely than the least likely piece a character is that no piece has, in logarithms. */
const UNKNOWN_PENALTY = 10;

/** Stands for a space. */
const SPACE = '▁';

interface Best {
  readonly score: number;
  readonly start: number;
  readonly id: number;
}

/** Splits texts into the pieces that are likeliest together (Kudo 2018, arXiv:1804.10959), as SentencePiece does. */
export class Unigram {
  readonly #charsmap: Charsmap;
  readonly #pieces: ReadonlyMap<string, { id: number; score: number }>;
  readonly #unknown: { id: number; score: number };
  /** Of the longest piece, in characters. */
  readonly #reach: number;

  constructor(pieces: readonly Piece[], charsmap: Charsmap) {
    this.#charsmap = charsmap;
    const known = pieces.flatMap(({ text, score, kind }, id) =>
      kind === 'normal' ? [[text, { id, score }] as const] : [],
    );
    this.#pieces = new Map(known);
    const least = known.reduce((lowest, [, { score }]) => Math.min(lowest, score), Number.POSITIVE_INFINITY);
    const id = pieces.findIndex(({ kind }) => kind === 'unknown');
    this.#unknown = { id, score: Math.fround(least - UNKNOWN_PENALTY) };
    this.#reach = known.reduce((longest, [text]) => Math.max(longest, [...text].length), 0);
  }

  /** The token ids of a text; neighbouring unknown characters are one unknown token. */
  encode(text: string): number[] {
    const characters = [...this.#normalise(text)];
    const ids: number[] = [];
    for (let end = characters.length, best = this.#bestEnds(characters); end > 0; end = best[end]!.start) {
      const { id } = best[end]!;
      if (id !== this.#unknown.id || ids.at(-1) !== id) ids.push(id);
    }
    return ids.reverse();
  }

  /** Rules applied, spaces joined and dropped at both ends, one put first, all escaped. */
  #normalise(text: string): string {
    let whole = ' ';
    for (const part of this.#charsmap.replace(text)) whole += whole.endsWith(' ') ? part.replace(/^ +/, '') : part;
    const trimmed = whole.replace(/ +$/, '');
    return trimmed.replaceAll(' ', SPACE);
  }

  /** For each number of leading characters, the last piece of their likeliest split. Scores are added up in float32. */
  #bestEnds(characters: readonly string[]): Best[] {
    const best: Best[] = [{ score: 0, start: 0, id: -1 }];
    for (let start = 0; start < characters.length; start++) {
      const offer = (end: number, { id, score }: { id: number; score: number }) => {
        const sum = Math.fround(best[start]!.score + score);
        if (!best[end] || sum > best[end].score) best[end] = { score: sum, start, id };
      };
      for (const [end, piece] of this.#piecesAt(characters, start)) offer(end, piece);
      if (!this.#pieces.has(characters[start]!)) offer(start + 1, this.#unknown);
    }
    return best;
  }

  *#piecesAt(characters: readonly string[], start: number): Generator<[end: number, { id: number; score: number }]> {
    let text = '';
    for (let end = start; end < Math.min(start + this.#reach, characters.length); end++) {
      text += characters[end];
      const piece = this.#pieces.get(text);
      if (piece) yield [end + 1, piece];
    }
  }
}
