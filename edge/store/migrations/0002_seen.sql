-- When a runner was last there with this revision, in ms since the epoch. Those that are here already count as seen now.
ALTER TABLE manifests ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
UPDATE manifests SET seen_at = unixepoch() * 1000;
