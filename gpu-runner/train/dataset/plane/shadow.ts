import type { Canvas } from '../canvas.ts';
import { blur } from './blur.ts';

/** Rows of the lowest part of each thing, as a part of the side. */
const FOOT = 0.1;

/**
 * [side, side], from 0 to 1: the shadow that things cast on the ground under a light from above. What is within FOOT of
 * the lowest pixel of its column is flattened to a third and laid at its feet.
 */
export function castShadow({ side, cover }: Canvas): Float32Array {
  const shadow = new Float32Array(side * side);
  const lowest = bottomOf(cover, side);
  const depth = Math.round(side * FOOT);
  for (let x = 0; x < side; x++) {
    for (let y = Math.max(0, lowest - 2 * depth); y <= lowest; y++) {
      if (cover[y * side + x]! < 0.5) continue;
      const top = Math.round(lowest - depth / 2);
      for (let row = top; row < Math.min(side, top + depth); row++) shadow[row * side + x] = 1;
      break;
    }
  }
  return blur(shadow, side, Math.max(1, Math.round(side / 32)));
}

/** The last row in which something is. */
function bottomOf(cover: Float32Array, side: number): number {
  return Math.floor(cover.findLastIndex((value) => value > 0.5) / side);
}
