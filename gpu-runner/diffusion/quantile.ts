/** Quantile with linear interpolation between the two nearest values, as `torch.quantile`. Changes the order of `values`. */
export function quantile(values: Float32Array, ratio: number): number {
  const at = ratio * (values.length - 1);
  const place = Math.floor(at);
  const below = select(values, place);
  const above = at > place ? least(values, place + 1) : below;
  return below + (at - place) * (above - below);
}

/**
 * The value at `place` when `values` are in rising order. Brings none greater than it before it and none less behind it, in
 * linear time on average, where sorting all of them would be most of a step's arithmetic (Hoare 1961, algorithm 65, "Find").
 */
function select(values: Float32Array, place: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[place]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (pivot < values[j]!) j--;
      if (i <= j) {
        const swapped = values[i]!;
        values[i++] = values[j]!;
        values[j--] = swapped;
      }
    }
    if (j < place) low = i;
    if (place < i) high = j;
  }
  return values[place]!;
}

function least(values: Float32Array, from: number): number {
  let found = values[from]!;
  for (let i = from + 1; i < values.length; i++) found = Math.min(found, values[i]!);
  return found;
}
