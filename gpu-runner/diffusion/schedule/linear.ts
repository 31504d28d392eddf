/**
 * Linear variance schedule: T values of beta from `first` to `last`, as `torch.linspace` in float32 gives them.
 * Ho et al. 2020, arXiv:2006.11239, section 4.
 */
export function linearBetas(trainTimesteps: number, first: number, last: number): Float32Array {
  const stride = Math.fround(Math.fround(last - first) / (trainTimesteps - 1));
  return Float32Array.from({ length: trainTimesteps }, (_, i) =>
    i < trainTimesteps / 2 ? Math.fround(first) + stride * i : Math.fround(last) - stride * (trainTimesteps - 1 - i),
  );
}
