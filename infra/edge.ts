import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from 'miniflare';
import { type BuiltEdge, builtEdge, type Migration } from './artefacts.ts';
import { home, root } from './paths.ts';
import { secretsIn } from './secrets.ts';

/*
 * The edge in workerd, as a process of its own: `PORT=8787 MANIFOLD_HOME=<folder> node infra/edge.ts`, once it is built.
 * State and secrets lie in MANIFOLD_HOME. Sends its parent its address when it answers; SIGTERM or SIGINT ends it.
 */
const built: BuiltEdge = JSON.parse(readFileSync(builtEdge, 'utf8'));

function makeMiniflare(): Miniflare {
  const worker = {
    ...built.worker,
    name: 'manifold',
    modules: [{ type: 'ESModule', path: `${builtEdge}.js`, contents: built.script }],
    bindings: { ...secretsIn(home) },
  } as V4WorkerOptions;
  const contents = readFileSync(join(root, 'infra', 'front.mjs'), 'utf8');
  const front: V4WorkerOptions = {
    name: 'front',
    modules: [{ type: 'ESModule', path: join(root, 'infra', 'front.mjs'), contents }],
    compatibilityDate: worker.compatibilityDate!,
    serviceBindings: { EDGE: 'manifold' },
    unsafeDirectSockets: [{ host: '127.0.0.1', port: Number(process.env.PORT ?? 8787) }],
  };
  return new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      log: new Log(LogLevel.WARN),
      logRequests: false,
      resourcePersistencePath: join(home, 'state'),
      workers: [worker, front],
    }),
  );
}

/** Applies the migrations that the database has not seen, each as one transaction, and notes them as wrangler does. */
async function migrate(miniflare: Miniflare, migrations: readonly Migration[]): Promise<void> {
  const db = await miniflare.getD1Database('DB');
  await db.exec(
    'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)',
  );
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  for (const { name, statements } of migrations.filter((migration) => !applied.has(migration.name))) {
    const noted = db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name);
    await db.batch([...statements.map((statement) => db.prepare(statement)), noted]);
  }
}

const miniflare = makeMiniflare();
let ending = false;

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await miniflare.dispose();
  process.exit(0);
}

process.on('SIGTERM', end);
process.on('SIGINT', end);
const url = await miniflare.unsafeGetDirectURL('front');
await migrate(miniflare, built.migrations);
process.send?.({ ready: url.origin });
