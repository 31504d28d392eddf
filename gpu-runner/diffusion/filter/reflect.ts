/** Mirrors an index at the first and last of `size` pixels without repeating them; it may be off by less than `size`. */
export function reflect(index: number, size: number): number {
  const inside = Math.abs(index);
  return inside < size ? inside : 2 * (size - 1) - inside;
}
