import { type Accessor, createSignal, onCleanup } from 'solid-js';

export interface Contact {
  /** Whether the server was heard when last asked, and the browser has not lost its line since. */
  online: Accessor<boolean>;
  heard(heard: boolean): void;
}

/** A browser without a line may still hear a server on its own machine: that it is offline counts until an answer comes. */
export function createContact(): Contact {
  const [online, heard] = createSignal(true);
  const lose = () => heard(false);
  addEventListener('offline', lose);
  onCleanup(() => removeEventListener('offline', lose));
  return { online, heard };
}
