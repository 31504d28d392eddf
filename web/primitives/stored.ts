/** Reads what this browser keeps under `name`; undefined where nothing is kept or may be. */
export function readStored(name: string): string | undefined {
  try {
    return localStorage.getItem(`manifold.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps `value` under `name`. A browser that refuses storage forgets it: nothing here depends on it. */
export function writeStored(name: string, value: string): void {
  try {
    localStorage.setItem(`manifold.${name}`, value);
  } catch {
    // Private windows and full disks.
  }
}
