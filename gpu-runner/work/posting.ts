import type { Preview } from '@manifold/shared/protocol/event';
import type { Logger } from 'pino';
import { encodePreview } from '../pipeline/encode.ts';
import type { Pipeline, Step } from '../pipeline/pipeline.ts';
import { Halt } from './halt.ts';
import { describe } from './outcome.ts';
import type { Heard } from './reporter.ts';
import type { Tenure } from './tenure.ts';

interface Posting {
  readonly tenure: Tenure;
  readonly pipeline: Pipeline;
  /** Stops the attempt. */
  readonly halt: (reason: Halt) => void;
  readonly log: Logger;
}

/** Posts a step with its preview, or a heartbeat, and stops the attempt when the reply says that it is not wanted any more. */
export function posting({ tenure, pipeline, halt, log }: Posting): (step: Step | undefined) => Promise<Heard> {
  const end = (ending: Halt['ending'], message: string): Heard => {
    halt(new Halt(ending, message));
    return 'over';
  };
  return async (step) => {
    const outcome = await tenure.progress(step, step && (await preview(step, pipeline, log)));
    switch (outcome.kind) {
      case 'ok':
        return outcome.value.cancel ? end('cancelled', 'nobody asks for it any more') : 'heard';
      case 'stale':
      case 'unauthorised':
        return end('lost', describe(outcome));
      case 'refused':
        log.error({ reason: describe(outcome) }, 'the edge refused progress');
        return 'heard';
      case 'unreachable':
        log.warn({ reason: describe(outcome) }, 'progress was not heard');
        return 'unheard';
      case 'aborted':
        return 'over';
    }
  };
}

/** A preview is a courtesy: a step that cannot be drawn is reported without one. */
async function preview(step: Step, { manifest }: Pipeline, log: Logger): Promise<Preview | undefined> {
  try {
    return await encodePreview(step.x0, manifest.pixelRange);
  } catch (err) {
    log.error({ err }, 'the preview could not be encoded');
    return undefined;
  }
}
