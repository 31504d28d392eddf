import { turned } from './quarter-turns.ts';

/**
 * One of the 16 pieces of a jigsaw of 4 x 4 that looks the same after a quarter turn: there are four `kinds` (corner, two
 * edges, inner), and of each kind one piece in each quadrant, the same up to quarter turns.
 */
export interface Piece {
  readonly kind: number;
  /** Quadrant from the top left clockwise: so many quarter turns take the piece of the first one here. */
  readonly quadrant: number;
}

/** Where a tab's circle lies beyond the cut that it crosses, and how wide it is, in sides of a piece. */
const tab = { offset: 0.12, radius: 0.2 };

/**
 * Tabs that reach into the top left quadrant, in sides of a piece: the middle of each one's circle, and the piece that it
 * belongs to. Those of the lower two pieces cross over from the quadrant below.
 */
const tabs: readonly { y: number; x: number; piece: Piece }[] = [
  { y: 0.5, x: 1 + tab.offset, piece: { kind: 0, quadrant: 0 } },
  { y: 1 - tab.offset, x: 0.5, piece: { kind: 2, quadrant: 0 } },
  { y: 1.5, x: 1 - tab.offset, piece: { kind: 3, quadrant: 0 } },
  { y: 1 + tab.offset, x: 1.5, piece: { kind: 1, quadrant: 0 } },
  { y: 2 - tab.offset, x: 0.5, piece: { kind: 1, quadrant: 3 } },
  { y: 2 - tab.offset, x: 1.5, piece: { kind: 3, quadrant: 3 } },
];

/** The piece that holds cell (y, x) of a jigsaw whose pieces are `side` cells wide, all of it 4 sides. */
export function pieceAt(y: number, x: number, side: number): Piece {
  const quadrant = quadrantOf(y, x, 2 * side);
  const { kind, quadrant: beyond } = firstQuadrantPiece(turned({ y, x }, 4 * side, -quadrant), side);
  return { kind, quadrant: (beyond + quadrant) % 4 };
}

/** The quadrant of a cell, clockwise from the top left; `half` is the side of a quadrant. */
function quadrantOf(y: number, x: number, half: number): number {
  if (y < half) return x < half ? 0 : 1;
  return x < half ? 3 : 2;
}

function firstQuadrantPiece({ y, x }: { y: number; x: number }, side: number): Piece {
  const [down, across] = [(y + 0.5) / side, (x + 0.5) / side];
  const under = tabs.find((circle) => (down - circle.y) ** 2 + (across - circle.x) ** 2 <= tab.radius ** 2);
  return under ? under.piece : { kind: 2 * Math.floor(down) + Math.floor(across), quadrant: 0 };
}
