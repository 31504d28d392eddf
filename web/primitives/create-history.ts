import { Digest } from '@manifold/shared/image/digest';
import type { Result } from '@manifold/shared/protocol/result';
import { captionOf } from '@manifold/shared/recipe/caption';
import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { z } from 'zod';
import { readStored, writeStored } from './stored.ts';

/** A result that a job in this browser's studio came to, whoever had asked for it: enough to show and open it. */
const Entry = z.object({ id: Digest, caption: z.string(), count: z.int(), image: z.string() });
export type Entry = z.infer<typeof Entry>;
const Entries = z.array(Entry);

const kept = 24;

export interface History {
  entries: Accessor<readonly Entry[]>;
  add(result: Result): void;
  clear(): void;
}

/**
 * The recent results of this browser, newest first, kept in its storage and shared by its tabs. An entry stays the object that it
 * is, for what shows it to stay too.
 */
export function createHistory(): History {
  const [entries, setEntries] = createSignal<readonly Entry[]>(stored() ?? []);
  const known = (entry: Entry) => entries().find(({ id }) => id === entry.id) ?? entry;
  const reread = (event: StorageEvent) => event.key === 'manifold.history' && setEntries((stored() ?? []).map(known));
  addEventListener('storage', reread);
  onCleanup(() => removeEventListener('storage', reread));
  const keep = (next: readonly Entry[]) => {
    writeStored('history', JSON.stringify(next));
    setEntries(next.map(known));
  };
  /** As they are in the storage, which another tab may have written to just now, where there is one. */
  const newest = () => stored() ?? entries();
  return {
    entries,
    add: (result) => keep([entryOf(result), ...newest().filter(({ id }) => id !== result.id)].slice(0, kept)),
    clear: () => keep([]),
  };
}

function entryOf({ id, recipe, images }: Result): Entry {
  return { id, caption: captionOf(recipe), count: images.length, image: images[0]!.url };
}

/** Undefined where nothing is kept, or may be. */
function stored(): readonly Entry[] | undefined {
  const text = readStored('history');
  try {
    return text === undefined ? undefined : Entries.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
