import { isMainThread } from 'node:worker_threads';

/*
 * Loaded ahead of a child process (`node --import`): when its parent is gone, however it ended, the channel between them
 * closes, and the child is asked to end as by SIGTERM.
 */
if (isMainThread) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
