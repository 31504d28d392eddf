import { Fence } from '@manifold/shared/protocol/lease';
import { fieldErrors } from '@manifold/shared/protocol/problem';
import { z } from 'zod';
import { type Result, refused } from '../../refusal.ts';

const QueryFence = z.object({
  generation: z.coerce.number().pipe(Fence.shape.generation),
  attempt: z.coerce.number().pipe(Fence.shape.attempt),
});

/** The fence of an upload, whose body is the bytes alone. */
export function fenceIn(query: Record<string, string>): Result<Fence> {
  const fence = QueryFence.safeParse(query);
  if (fence.success) return { ok: true, value: fence.data };
  return refused({ reason: 'invalid-request', errors: fieldErrors(fence.error) });
}
