/** Settles as `waited` does, or rejects with the signal's reason as soon as it aborts. */
export async function untilAborted<T>(waited: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([waited, aborted.promise]).finally(() => signal.removeEventListener('abort', abort));
}
