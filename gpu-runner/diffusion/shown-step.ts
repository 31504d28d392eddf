/** Whether step `step` of `of`, counted from 1, is one of at most `limit` at even distances, the first and the last among them. */
export function isShown(step: number, of: number, limit: number): boolean {
  if (of <= limit) return true;
  const place = Math.round(((step - 1) * (limit - 1)) / (of - 1));
  return Math.round((place * (of - 1)) / (limit - 1)) === step - 1;
}
