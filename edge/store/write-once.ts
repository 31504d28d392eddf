const onlyIfAbsent = { etagDoesNotMatch: '*' };

/**
 * Writes what its key says the content of: where something is, it stays, and that is as good. Looks first, for the store takes
 * one write a second of a key and refuses more; a write that fails beside another that succeeds is no failure.
 */
export async function writeOnce(
  bucket: R2Bucket,
  key: string,
  value: Uint8Array<ArrayBuffer> | string,
  contentType?: string,
): Promise<void> {
  if (await isThere(bucket, key)) return;
  const httpMetadata = contentType ? { contentType } : {};
  await bucket.put(key, value, { onlyIf: onlyIfAbsent, httpMetadata }).catch(async (error: unknown) => {
    if (!(await isThere(bucket, key))) throw error;
  });
}

async function isThere(bucket: R2Bucket, key: string): Promise<boolean> {
  return (await bucket.head(key)) !== null;
}
