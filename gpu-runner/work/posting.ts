import type { Preview } from '@manifold/shared/protocol/event';
import type { ProgressReply } from '@manifold/shared/protocol/lease';
import type { Logger } from 'pino';
import { encodePreview } from '../pipeline/encode.ts';
import type { Pipeline, Step } from '../pipeline/pipeline.ts';
import type { Held } from './attempt.ts';
import { Halt } from './halt.ts';
import { describe, type Outcome } from './outcome.ts';
import type { Heard } from './reporter.ts';

/**
 * Posts a step with its preview, or a heartbeat. After a post that was not heard, or not taken, one goes without: over a slow
 * line a megabyte does not come through in time, it may be more than is let through, and each post renews the lease.
 */
export function postingSteps(held: Held, pipeline: Pipeline): (step: Step | undefined) => Promise<Heard> {
  let last: Heard = 'heard';
  return async (step) => {
    const drawn = step && last === 'heard' ? await preview(step, pipeline, held.log) : undefined;
    last = hearing(await held.tenure.progress(step, drawn), held);
    return last;
  };
}

/** What the answer to a post means; stops the attempt when it says that it is not wanted any more. */
export function hearing(outcome: Outcome<ProgressReply>, { halt, log }: Held): Heard {
  const end = (ending: Halt['ending'], message: string): Heard => {
    halt(new Halt(ending, message));
    return 'over';
  };
  switch (outcome.kind) {
    case 'ok':
      return outcome.value.cancel ? end('cancelled', 'nobody asks for it any more') : 'heard';
    case 'stale':
    case 'unauthorised':
      return end('lost', describe(outcome));
    case 'refused':
      log.error({ reason: describe(outcome) }, 'the edge refused progress');
      return 'unheard';
    case 'unreachable':
      log.warn({ reason: describe(outcome) }, 'progress was not heard');
      return 'unheard';
    case 'aborted':
      return 'over';
  }
}

/** A preview is a courtesy: a step that cannot be drawn is reported without one. */
async function preview(step: Step, { manifest }: Pipeline, log: Logger): Promise<Preview | undefined> {
  try {
    const { x0, places } = step;
    return { ...(await encodePreview(x0, manifest.pixelRange)), ...(places && { places: [...places] }) };
  } catch (err) {
    log.error({ err }, 'the preview could not be encoded');
    return undefined;
  }
}
