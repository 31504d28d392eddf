-- Trainings that left a bundle that can be sampled; runners bring themselves the newest.
CREATE TABLE trained (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  revision TEXT NOT NULL,
  trained_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX trained_by_age ON trained (trained_at);
