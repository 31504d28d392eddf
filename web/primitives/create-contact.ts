import { type Accessor, createSignal, onCleanup } from 'solid-js';

export interface Contact {
  /** Whether the browser is online and the server was heard when last asked. */
  online: Accessor<boolean>;
  heard(heard: boolean): void;
}

export function createContact(): Contact {
  const [linked, setLinked] = createSignal(navigator.onLine);
  const [heard, setHeard] = createSignal(true);
  const update = () => setLinked(navigator.onLine);
  addEventListener('online', update);
  addEventListener('offline', update);
  onCleanup(() => {
    removeEventListener('online', update);
    removeEventListener('offline', update);
  });
  return { online: () => linked() && heard(), heard: setHeard };
}
