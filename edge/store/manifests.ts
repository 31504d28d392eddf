import { Manifest } from '@manifold/shared/protocol/manifest';
import { fieldErrors } from '@manifold/shared/protocol/problem';

/** How long, in ms, a revision counts as served since a runner was last seen to have it. */
export const presentMs = 120_000;

/** A revision of a bundle. */
export type BundleRef = Pick<Manifest, 'name' | 'revision'>;

/**
 * When a runner was last seen to have this revision, and when any other of the bundle; 0 for never. Of a bundle that was trained any
 * other bundle counts: there is no later revision that would take its place.
 */
export interface Seen {
  bundle: BundleRef;
  own: number;
  other: number;
}

/** Registers the bundles of a runner, which is there now. */
export async function registerManifests(db: D1Database, manifests: Manifest[], now: number): Promise<void> {
  const upsert = db.prepare(
    `INSERT INTO manifests (name, revision, manifest, registered_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)
     ON CONFLICT (name, revision) DO UPDATE
     SET manifest = excluded.manifest, registered_at = excluded.registered_at, seen_at = excluded.seen_at`,
  );
  await db.batch(manifests.map((one) => upsert.bind(one.name, one.revision, JSON.stringify(one), now)));
}

/** Notes that a runner has these bundles now. */
export async function seeBundles(db: D1Database, bundles: BundleRef[], now: number): Promise<void> {
  const update = `UPDATE manifests SET seen_at = ? WHERE (name, revision) IN
    (SELECT value ->> 'name', value ->> 'revision' FROM json_each(?))`;
  await db.prepare(update).bind(now, JSON.stringify(bundles)).run();
}

export async function lastSeen(db: D1Database, bundle: BundleRef): Promise<Seen> {
  const query = `SELECT coalesce(max(seen_at) FILTER (WHERE (name, revision) = (?1, ?2)), 0) AS own,
    coalesce(max(seen_at) FILTER (WHERE (name, revision) <> (?1, ?2)), 0) AS other
    FROM manifests WHERE name = ?1 OR ?1 LIKE 'trained-%'`;
  const seen = await db.prepare(query).bind(bundle.name, bundle.revision).first<Omit<Seen, 'bundle'>>();
  return { bundle, ...seen! };
}

/**
 * The served manifests, one of each name, by name: of the revisions that runners have (else of all) the last registered. A bundle
 * that was trained is left out where it has not been seen while others were, and so is a manifest that cannot be read here.
 */
export async function servedManifests(db: D1Database, now: number): Promise<Manifest[]> {
  const query = `SELECT name, manifest FROM (
    SELECT manifest, name, row_number() OVER (
      PARTITION BY name ORDER BY seen_at >= ?1 DESC, registered_at DESC, revision
    ) AS place FROM manifests
    WHERE name NOT LIKE 'trained-%' OR seen_at >= (SELECT max(seen_at) FROM manifests) - ?2
  ) WHERE place = 1 ORDER BY name`;
  const { results } = await db
    .prepare(query)
    .bind(now - presentMs, presentMs)
    .all<Stored>();
  return results.flatMap(readable);
}

type Stored = { name: string; manifest: string };

/** Another version of the edge may have stored it in a form of its own: that must not take the other bundles away. */
function readable({ name, manifest }: Stored): Manifest[] {
  const parsed = Manifest.safeParse(JSON.parse(manifest));
  if (parsed.success) return [parsed.data];
  console.warn(`the manifest of ${name} cannot be read`, fieldErrors(parsed.error));
  return [];
}
