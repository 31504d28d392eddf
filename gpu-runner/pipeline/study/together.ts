/**
 * Runs generators side by side: yields what comes next from any of them with its index, and returns what each returned. The
 * next value is asked for before one is given away, so that all of them wait for the same batch.
 */
export async function* together<T, R>(
  runs: readonly AsyncGenerator<T, R, void>[],
): AsyncGenerator<{ readonly index: number; readonly value: T }, R[], void> {
  const results: R[] = [];
  const next = (index: number) => {
    const coming = runs[index]!.next().then((result) => ({ index, result }));
    // Who stops listening after another one's failure is not to be told of this one's.
    coming.catch(() => undefined);
    return coming;
  };
  const pending = new Map(runs.map((_, index) => [index, next(index)]));
  while (pending.size > 0) {
    const { index, result } = await Promise.race(pending.values());
    if (result.done) {
      results[index] = result.value;
      pending.delete(index);
    } else {
      pending.set(index, next(index));
      yield { index, value: result.value };
    }
  }
  return results;
}
