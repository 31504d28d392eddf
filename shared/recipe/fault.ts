/** Why a well-formed recipe cannot run: the JSON pointer (RFC 6901) of what is wrong, and a sentence that names the mend. */
export interface Fault {
  pointer: string;
  detail: string;
}

/** A fault for each wrong entry of a field that takes one value or several; of a single one the field itself is at fault. */
export function entryFaults<T>(
  field: string,
  value: T | readonly T[] | undefined,
  isWrong: (one: T) => boolean,
  detail: string,
): Fault[] {
  const entries = value === undefined ? [] : ([value].flat() as T[]);
  const pointerAt = (i: number) => (entries.length > 1 ? `/${field}/${i}` : `/${field}`);
  return entries.flatMap((one, i) => (isWrong(one) ? [{ pointer: pointerAt(i), detail }] : []));
}
