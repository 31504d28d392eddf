import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { cache } from './paths.ts';

/** What is compiled in this time, in ms, is what a start takes; its address has it. */
const starting = Number(new URL(import.meta.url).search.slice(1));

/*
 * Loaded ahead of a child process (`node --import`): when its parent is gone, however it ended, the channel between them
 * closes, and the child is asked to end as by SIGTERM. What it compiles, types stripped, is kept for the next start, which
 * takes half of the time then; and soon, since it may be killed. Not where Node would keep it: others may write there.
 */
enableCompileCache(join(cache, 'compiled'));
if (isMainThread) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  setTimeout(flushCompileCache, starting).unref();
}
