import type { InputRole } from '@manifold/shared/recipe/inputs';
import type { Ending } from './metrics.ts';
import { describe, type Outcome } from './outcome.ts';

/** Why an attempt stops before its end, through no fault of its own: the reason of the signal that stops it. */
export class Halt extends Error {
  override name = 'Halt';
  readonly ending: Exclude<Ending, 'done' | 'failed' | 'rejected'>;

  constructor(ending: Halt['ending'], message: string) {
    super(message);
    this.ending = ending;
  }
}

/** What went wrong in the attempt itself. The message is fit for clients; the cause is for the log. */
export class AttemptError extends Error {
  override name = 'AttemptError';
  /** Whether another attempt would meet it as well. */
  readonly isFinal: boolean;
  /** The picture that is at fault, if one is. */
  readonly input: InputRole | undefined;

  constructor(message: string, { isFinal = false, input, cause }: AttemptErrorOptions = {}) {
    super(message, { cause });
    this.isFinal = isFinal;
    this.input = input;
  }
}

interface AttemptErrorOptions {
  readonly isFinal?: boolean;
  readonly input?: InputRole;
  readonly cause?: unknown;
}

/** What the edge answered when it took or gave what it was asked to; throws a Halt or an AttemptError when it did not. */
export function accepted<T>(outcome: Outcome<T>, otherwise: string): T {
  switch (outcome.kind) {
    case 'ok':
      return outcome.value;
    case 'refused':
      throw new AttemptError(otherwise, { cause: describe(outcome) });
    default:
      throw new Halt('lost', describe(outcome));
  }
}
