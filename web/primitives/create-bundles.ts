import type { Manifest } from '@manifold/shared/protocol/manifest';
import { type Accessor, createEffect, createMemo, createResource, createSignal, onCleanup } from 'solid-js';
import { listBundles } from '../api/client.ts';
import type { Reply } from '../api/reply.ts';
import type { Contact } from './create-contact.ts';

const againMs = 4000;

export interface Bundles {
  /** The newest answer; undefined before the first. */
  reply: Accessor<Reply<Manifest[]> | undefined>;
  /** The bundle that the studio samples: the chosen one, else the first, of those that know labels. It stays when the server goes. */
  manifest: Accessor<Manifest | undefined>;
  /** Chooses a bundle by its name. */
  choose(name: string): void;
  reload(): void;
}

/** The bundles that are served, asked after again while there is none to sample or the server is not heard. */
export function createBundles(contact: Contact): Bundles {
  const [resource, { refetch }] = createResource(async () => {
    const reply = await listBundles();
    contact.heard(reply.ok || reply.reached);
    return reply;
  });
  const [chosen, choose] = createSignal<string>();
  const reply = () => resource.latest;
  const manifest = createMemo<Manifest | undefined>((before) => sampled(reply(), chosen()) ?? before, undefined, {
    equals: same,
  });
  createEffect(() => {
    if (contact.online() && manifest()) return;
    const timer = setInterval(refetch, againMs);
    onCleanup(() => clearInterval(timer));
  });
  return { reply, manifest, choose, reload: () => void refetch() };
}

function sampled(reply: Reply<Manifest[]> | undefined, chosen: string | undefined): Manifest | undefined {
  const labelled = reply?.ok ? reply.value.filter(({ prompt }) => prompt.kind === 'class') : [];
  return labelled.find(({ name }) => name === chosen) ?? labelled[0];
}

function same(a: Manifest | undefined, b: Manifest | undefined): boolean {
  return a?.name === b?.name && a?.revision === b?.revision;
}
