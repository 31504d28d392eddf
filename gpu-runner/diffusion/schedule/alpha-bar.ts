/**
 * alphaBar_t = prod_{s <= t} (1 - beta_s), for t from 0 to T - 1 (Ho et al. 2020, arXiv:2006.11239, section 2). Rounded as
 * PyTorch rounds it, since models are trained on those values: alphas to float32, their running product kept in float64
 * and each of its values rounded.
 */
export function alphaBarOf(betas: Float32Array): Float32Array {
  let product = 1;
  return betas.map((beta) => {
    product *= Math.fround(1 - beta);
    return product;
  });
}
