import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Reply } from '../api/reply.ts';

/** Why there is no model for what is to be made: nobody answers, none is served, or none of them can do it. */
export function absenceOf(reply: Reply<readonly Manifest[]>): { title: string; detail: string } {
  if (!reply.ok) return reply.problem;
  if (reply.value.length === 0) {
    return {
      title: 'No model is served here yet',
      detail: 'A runner tells the studio what it can develop. Once one has been up, its models stay listed.',
    };
  }
  return {
    title: 'No model here can do this',
    detail: 'It takes a model of another kind than those that are served here. Once a runner brings one, it appears.',
  };
}
