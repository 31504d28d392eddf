/**
 * Runs generators side by side, a step of each to a round: yields what came next from each with its index, and returns what
 * each returned. The next of all are asked for in one turn, before any value is given away: however long a step or its
 * consumer takes, all of them wait for the same batch. Rejects with the error of any.
 */
export async function* together<T, R>(
  runs: readonly AsyncGenerator<T, R, void>[],
): AsyncGenerator<{ readonly index: number; readonly value: T }, R[], void> {
  const results: R[] = [];
  const roundOf = (running: readonly number[]) => {
    const round = Promise.all(running.map(async (index) => ({ index, result: await runs[index]!.next() })));
    // Who returns while a round is on its way is not to be told of its failure.
    round.catch(() => undefined);
    return round;
  };
  let round = roundOf([...runs.keys()]);
  for (;;) {
    const values: { index: number; value: T }[] = [];
    for (const { index, result } of await round) {
      if (result.done) results[index] = result.value;
      else values.push({ index, value: result.value });
    }
    if (values.length === 0) return results;
    round = roundOf(values.map(({ index }) => index));
    yield* values;
  }
}
