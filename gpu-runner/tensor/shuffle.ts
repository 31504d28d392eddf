import { type Place, uniforms } from './random.ts';

/** Numbers 0 to count-1 in the order that `place` draws (Fisher and Yates 1938, in Durstenfeld's form of 1964). */
export function shuffled(count: number, place: Place): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const picks = uniforms(place, count);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(picks[i]! * (i + 1));
    const moved = order[i]!;
    order[i] = order[j]!;
    order[j] = moved;
  }
  return order;
}
