-- Manifests of the bundles that runners have registered; of a name, the revision registered last is served.
CREATE TABLE manifests (
  name TEXT NOT NULL,
  revision TEXT NOT NULL,
  manifest TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  PRIMARY KEY (name, revision)
) STRICT;

-- Which job an owner's idempotency key stands for; the first to insert wins.
CREATE TABLE idempotency (
  owner TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  job TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;
