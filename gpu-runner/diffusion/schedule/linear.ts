/**
 * Linear variance schedule: T values of beta from `first` to `last`, as `torch.linspace` in float32 gives them: from either end
 * to the middle, the middle one of an odd T from the last.
 * Ho et al. 2020, arXiv:2006.11239, section 4.
 */
export function linearBetas(trainTimesteps: number, first: number, last: number): Float32Array {
  const [start, end] = [Math.fround(first), Math.fround(last)];
  const stride = Math.fround(Math.fround(end - start) / (trainTimesteps - 1));
  const half = Math.floor(trainTimesteps / 2);
  return Float32Array.from({ length: trainTimesteps }, (_, i) =>
    i < half ? start + stride * i : end - stride * (trainTimesteps - 1 - i),
  );
}
