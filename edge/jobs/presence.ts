import type { LeaseRequest } from '@manifold/shared/protocol/lease';
import { type BundleRef, lastSeen, type Seen, seeBundles } from '../store/manifests.ts';

/** A runner's bundles are noted this often at most, in ms. */
const noteEveryMs = 20_000;

/** When each runner was noted last, by this isolate. */
const noted = new Map<string, number>();

/** Who holds a lease or asks for one, and what bundles it has. */
export type Holder = Pick<LeaseRequest, 'runner' | 'bundles'>;

/** Notes that a runner is there with its bundles, unless that was done just now. A note that fails is made good by the next. */
export async function notePresence(db: D1Database, { runner, bundles }: Holder, now: number): Promise<void> {
  if (now - (noted.get(runner) ?? 0) < noteEveryMs) return;
  noted.set(runner, now);
  await seeBundles(db, bundles, now).catch((error: unknown) => console.warn('a runner could not be noted', error));
}

/** When a revision was last seen; nothing when the database cannot say. */
export async function seenOf(db: D1Database, bundle: BundleRef): Promise<Seen | undefined> {
  try {
    return await lastSeen(db, bundle);
  } catch (error) {
    console.warn('when a bundle was seen could not be read', error);
    return undefined;
  }
}
