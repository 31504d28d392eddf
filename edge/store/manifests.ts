import { Manifest } from '@manifold/shared/protocol/manifest';

/** Registers the bundles of a runner; the revision that is registered last is the one served under its name. */
export async function registerManifests(db: D1Database, manifests: Manifest[], now: number): Promise<void> {
  const upsert = db.prepare(
    `INSERT INTO manifests (name, revision, manifest, registered_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (name, revision) DO UPDATE SET manifest = excluded.manifest, registered_at = excluded.registered_at`,
  );
  await db.batch(manifests.map((one) => upsert.bind(one.name, one.revision, JSON.stringify(one), now)));
}

/** The served manifests, one of each name, by name. */
export async function servedManifests(db: D1Database): Promise<Manifest[]> {
  const query = `SELECT manifest FROM (
    SELECT manifest, name, row_number() OVER (PARTITION BY name ORDER BY registered_at DESC, revision) AS age FROM manifests
  ) WHERE age = 1 ORDER BY name`;
  const { results } = await db.prepare(query).all<{ manifest: string }>();
  return results.map(({ manifest }) => Manifest.parse(JSON.parse(manifest)));
}
