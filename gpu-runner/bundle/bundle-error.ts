/** A bundle that cannot be used; the message names the file, what is wrong in it, and what would be right. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}
