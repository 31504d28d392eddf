import type { Manifest } from '@manifold/shared/protocol/manifest';
import { suits } from '@manifold/shared/recipe/check-process';
import { type Accessor, createEffect, createMemo, createResource, createSignal, onCleanup } from 'solid-js';
import { backoffMs, sleepUntilOnline } from '../api/backoff.ts';
import { listBundles } from '../api/client.ts';
import type { Reply } from '../api/reply.ts';
import type { Contact } from './create-contact.ts';

/** A server that answers is asked again as if it had failed so often: after 3.2 to 6.4 s; one that does not, after longer. */
const patience = 5;

export interface Bundles {
  /** The newest answer; undefined before the first. */
  reply: Accessor<Reply<Manifest[]> | undefined>;
  /** All that can be chosen from; they stay when the server goes. */
  served: Accessor<readonly Manifest[]>;
  /** The bundle that the studio samples: the one chosen, else the one it began with: the first that takes words, else labels. */
  manifest: Accessor<Manifest | undefined>;
  choose(name: string): void;
  /** The revision that is served of a bundle, if one is. */
  named(name: string): Manifest | undefined;
  /** Whether an answer is waited for. */
  isLooking: Accessor<boolean>;
  /** Asks anew, unless an answer is waited for. */
  reload(): void;
  /** Has them asked after again and again for as long as its caller is there. */
  watch(): void;
}

/** The bundles that are served, asked after again while one is waited for or the server is not heard. */
export function createBundles(contact: Contact): Bundles {
  /** Times in a row that nobody answered. */
  let failures = 0;
  const [resource, { refetch }] = createResource(async () => {
    const reply = await listBundles();
    const isReached = reply.ok || reply.reached;
    failures = isReached ? 0 : failures + 1;
    contact.heard(isReached);
    return reply;
  });
  const reply = () => resource.latest;
  const [chosen, choose] = createSignal<string>();
  const served = createMemo<readonly Manifest[]>((before) => listOf(reply()) ?? before, [], {
    equals: (a, b) => a.length === b.length && a.every((one, i) => same(one, b[i])),
  });
  /** One that begins to be served changes nothing under what is set for another. */
  const manifest = createMemo<Manifest | undefined>(
    (before) => sampled(served(), chosen() ?? before?.name) ?? before,
    undefined,
    { equals: same },
  );
  const [watchers, setWatchers] = createSignal(0);
  const watch = () => {
    setWatchers((before) => before + 1);
    onCleanup(() => setWatchers((before) => before - 1));
  };
  const isWatched = createMemo(() => watchers() > 0);
  // An answer that another request overtook does not count: on a slow line none would ever come.
  const reload = () => {
    if (!resource.loading) void refetch();
  };
  const askAgain = async (enough: AbortSignal) => {
    while (!enough.aborted) {
      await sleepUntilOnline(backoffMs(patience + failures, Math.random), enough);
      if (!enough.aborted) reload();
    }
  };
  const isEnough = createMemo(() => contact.online() && manifest() !== undefined && !isWatched());
  createEffect(() => {
    if (isEnough()) return;
    const enough = new AbortController();
    onCleanup(() => enough.abort());
    void askAgain(enough.signal);
  });
  const named = (name: string) => served().find((one) => one.name === name);
  return { reply, served, manifest, choose, named, isLooking: () => resource.loading, reload, watch };
}

function listOf(reply: Reply<Manifest[]> | undefined): readonly Manifest[] | undefined {
  return reply?.ok ? reply.value : undefined;
}

function sampled(all: readonly Manifest[], chosen: string | undefined): Manifest | undefined {
  const served = all.filter((manifest) => suits('sample', manifest));
  const ofKind = (kind: Manifest['prompt']['kind']) => served.find(({ prompt }) => prompt.kind === kind);
  return served.find(({ name }) => name === chosen) ?? ofKind('text') ?? ofKind('class') ?? served[0];
}

function same(a: Manifest | undefined, b: Manifest | undefined): boolean {
  return a?.name === b?.name && a?.revision === b?.revision;
}
