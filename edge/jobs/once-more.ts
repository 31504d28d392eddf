/**
 * What an idempotent call to an object answers. Where the object was reset under the call, as by a deployment, it is called once
 * more: the next is there at once. `call` takes a stub of its own each time, for one that has thrown is broken.
 */
export async function onceMore<T>(call: () => T): Promise<Awaited<T>> {
  try {
    return await call();
  } catch (error) {
    if (!isPassing(error)) throw error;
    return await call();
  }
}

/** Whether the platform says that another call may do; of an object that has too much to do it makes things worse. */
function isPassing(error: unknown): boolean {
  const { retryable, overloaded } = Object(error) as { retryable?: unknown; overloaded?: unknown };
  return retryable === true && overloaded !== true;
}
