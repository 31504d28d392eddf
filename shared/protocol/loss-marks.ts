/** Round losses to mark on a curve's axis: 1, 2 and 5 times the powers of ten within it; tenths of it where there are fewer than two. */
export function lossMarks(low: number, high: number): number[] {
  const powers = Array.from({ length: 15 }, (_, i) => i - 9);
  const round = powers.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  const within = round.filter((mark) => mark > low && mark < high);
  if (within.length >= 2) return within;
  const unit = 10 ** Math.floor(Math.log10(high - low));
  const first = Math.ceil(low / unit);
  const count = Math.floor(high / unit) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * unit).toPrecision(6)));
}
