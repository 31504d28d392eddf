import type { Manifest } from '@manifold/shared/protocol/manifest';
import { type Accessor, createEffect, createMemo, createResource, onCleanup } from 'solid-js';
import { listBundles } from '../api/client.ts';
import type { Reply } from '../api/reply.ts';
import type { Contact } from './create-contact.ts';

const againMs = 4000;

export interface Bundles {
  /** The newest answer; undefined before the first. */
  reply: Accessor<Reply<Manifest[]> | undefined>;
  /** The bundle that the studio samples: the first that knows labels. It stays when the server goes. */
  manifest: Accessor<Manifest | undefined>;
  reload(): void;
}

/** The bundles that are served, asked after again while there is none to sample or the server is not heard. */
export function createBundles(contact: Contact): Bundles {
  const [resource, { refetch }] = createResource(async () => {
    const reply = await listBundles();
    contact.heard(reply.ok || reply.reached);
    return reply;
  });
  const reply = () => resource.latest;
  const manifest = createMemo<Manifest | undefined>((before) => sampled(reply()) ?? before, undefined, {
    equals: same,
  });
  createEffect(() => {
    if (contact.online() && manifest()) return;
    const timer = setInterval(refetch, againMs);
    onCleanup(() => clearInterval(timer));
  });
  return { reply, manifest, reload: () => void refetch() };
}

function sampled(reply: Reply<Manifest[]> | undefined): Manifest | undefined {
  return reply?.ok ? reply.value.find(({ prompt }) => prompt.kind === 'class') : undefined;
}

function same(a: Manifest | undefined, b: Manifest | undefined): boolean {
  return a?.name === b?.name && a?.revision === b?.revision;
}
