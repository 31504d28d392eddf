import type { Tensors } from '../tensor/tensor.ts';

/**
 * A call to a session thread, which sleeps until its bell is rung: the bell's only number is one more, and notified. What is sent
 * and answered lies in shared memory, so that a `run` is sent when the one before it is answered; a ring without a message is a
 * `run` of feeds that lie where the last ones lay. `close` ends the thread.
 */
export type SessionCall = { readonly kind: 'run'; readonly feeds: Tensors } | { readonly kind: 'close' };

/** Without `results` they lie where the last ones lay. */
export type SessionReply =
  | { readonly kind: 'ready'; readonly bell: Int32Array }
  | { readonly kind: 'done'; readonly results?: Tensors }
  | { readonly kind: 'failed'; readonly message: string };
