import type { Tensors } from '../tensor/tensor.ts';

/** A call to a session thread; calls are answered one by one in their order, after one `ready`. */
export type SessionCall = { readonly feeds: Tensors };

export type SessionReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly results: Tensors }
  | { readonly kind: 'failed'; readonly message: string };
