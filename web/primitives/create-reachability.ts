import { createEffect, on, onCleanup } from 'solid-js';
import { listBundles } from '../api/client.ts';
import type { Contact } from './create-contact.ts';

const everyMs = 4000;

/** Asks after a server that was not heard until it answers, then calls `onBack`. */
export function createReachability(contact: Contact, onBack: () => void): void {
  createEffect(() => {
    if (contact.online()) return;
    const timer = setInterval(async () => {
      const reply = await listBundles();
      contact.heard(reply.ok || reply.reached);
    }, everyMs);
    onCleanup(() => clearInterval(timer));
  });
  createEffect(on(contact.online, (online) => online && onBack(), { defer: true }));
}
