/** No step destroys more than this. */
const CAP = 0.999;

/**
 * Squared-cosine variance schedule, diffusers' `squaredcos_cap_v2`: beta_t = min(1 - f((t + 1) / T) / f(t / T), 0.999) with
 * f(u) = cos^2((u + 0.008) / 1.008 pi / 2), in double precision and then rounded (Nichol and Dhariwal 2021,
 * arXiv:2102.09672, section 3.2).
 */
export function squaredCosineBetas(trainTimesteps: number): Float32Array {
  const signal = (t: number) => Math.cos((((t / trainTimesteps + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  return Float32Array.from({ length: trainTimesteps }, (_, t) => Math.min(1 - signal(t + 1) / signal(t), CAP));
}
