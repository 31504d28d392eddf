import type { Tensors } from '../tensor/tensor.ts';

/** A call to a session thread; those to `run` are answered one by one in their order, after one `ready`. `close` ends it after them. */
export type SessionCall = { readonly kind: 'run'; readonly feeds: Tensors } | { readonly kind: 'close' };

export type SessionReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly results: Tensors }
  | { readonly kind: 'failed'; readonly message: string };
