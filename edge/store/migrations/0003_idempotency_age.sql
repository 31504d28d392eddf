-- Keys are forgotten by their age.
CREATE INDEX idempotency_by_age ON idempotency (created_at);
