import { type Accessor, createEffect, createSignal, on } from 'solid-js';
import { useApp } from '../app-context.ts';

/** Which of several pictures could not be had, by their places. */
export interface Lost {
  has(place: number): boolean;
  any: Accessor<boolean>;
  add(place: number): void;
  /** Has them asked for again. */
  retry(): void;
}

/**
 * What could not be had is asked for again once the server is heard again, and as soon as other pictures are `shown`. Whether it is
 * heard a picture does not tell: the bundles are asked after.
 */
export function createLost(shown: Accessor<unknown>): Lost {
  const { contact, bundles } = useApp();
  const [places, setPlaces] = createSignal<readonly number[]>([]);
  const retry = () => void setPlaces((before) => (before.length === 0 ? before : []));
  createEffect(on(shown, retry, { defer: true }));
  createEffect(on(contact.online, (online) => online && retry(), { defer: true }));
  return {
    has: (place) => places().includes(place),
    any: () => places().length > 0,
    add(place) {
      setPlaces((before) => (before.includes(place) ? before : [...before, place]));
      bundles.reload();
    },
    retry,
  };
}

/** What a picture is called, with whether it could not be had. */
export function nameWith(isLost: boolean, name: string): string {
  return isLost ? `${name}, not fetched` : name;
}
