import type { FieldError } from '@manifold/shared/protocol/problem';
import { type JSX, Match, Show, Switch } from 'solid-js';
import { isOver } from '../presentation/job-view.ts';
import { captionOfSheet, isWorthTrying, type Sheet } from '../presentation/sheet.ts';
import { sentenceOf } from '../presentation/status.ts';
import { leaveFocus } from '../primitives/focus-on.ts';
import { CopyButton } from './copy-button.tsx';
import { ProblemNote } from './problem-note.tsx';
import { Replay } from './replay.tsx';
import type { FilmControl } from './scene.tsx';

export interface StatusBarProps {
  sheet: Sheet | undefined;
  /** Whether the easel holds more sheets than this one. */
  several: boolean;
  /** Whether any sheet still goes on. */
  active: boolean;
  /** What an empty easel says. */
  empty: string;
  sample: number;
  film: FilmControl;
  /** Seconds since anything was heard. */
  silent: number;
  online: boolean;
  /** Whether the studio has fields for what made the sheet. */
  remixable: boolean;
  /** Whether what is wrong with a field stands beside it. */
  isBeside(error: FieldError): boolean;
  onCancel(): void;
  onRetry(key: string): void;
  onRemix(): void;
}

/** Under the prints: how the chosen sheet stands, and what can be done with it. */
export function StatusBar(props: StatusBarProps): JSX.Element {
  return (
    <div class="bar">
      <Show when={props.sheet} fallback={<p class="sentence">{props.empty}</p>}>
        {(sheet) => (
          <Show
            when={sheet().view.phase === 'failed' && sheet().view.problem}
            fallback={<Line {...props} sheet={sheet()} />}
          >
            {(problem) => (
              <ProblemNote
                isAlert={false}
                problem={problem()}
                isBeside={props.isBeside}
                {...(props.several ? { of: `${captionOfSheet(sheet())}: ` } : {})}
              >
                <Show when={isWorthTrying(sheet())}>
                  <RetryButton onPress={() => props.onRetry(sheet().key)} />
                </Show>
                <CancelButton {...props} />
              </ProblemNote>
            )}
          </Show>
        )}
      </Show>
    </div>
  );
}

function Line(props: StatusBarProps & { sheet: Sheet }): JSX.Element {
  return (
    <>
      <p class="sentence">
        <Show when={props.several}>
          <em dir="auto">{captionOfSheet(props.sheet)}</em>{' '}
        </Show>
        {sentenceOf(props.sheet, props.silent, props.online)}
      </p>
      <div class="actions">
        <Switch>
          <Match when={props.sheet.result}>
            {(result) => <DoneActions {...props} id={result().id} images={result().images} />}
          </Match>
          <Match when={props.sheet.view.phase === 'cancelled'}>
            <RetryButton onPress={() => props.onRetry(props.sheet.key)} />
          </Match>
        </Switch>
        <CancelButton {...props} />
      </div>
    </>
  );
}

function RetryButton(props: { onPress(): void }): JSX.Element {
  return (
    <button type="button" class="quiet" ref={leaveFocus} onClick={() => props.onPress()}>
      Try again
    </button>
  );
}

function CancelButton(props: StatusBarProps): JSX.Element {
  return (
    <Show when={props.active}>
      <button
        type="button"
        class="quiet"
        ref={leaveFocus}
        aria-disabled={!props.online}
        onClick={() => props.online && props.onCancel()}
      >
        Cancel
      </button>
    </Show>
  );
}

function DoneActions(props: StatusBarProps & { id: string; images: { url: string }[] }): JSX.Element {
  return (
    <Show when={props.sheet && isOver(props.sheet.view)}>
      <Replay film={props.film} />
      <CopyButton label="Copy link" text={`${location.origin}/r/${props.id}`} />
      <a class="quiet" href={props.images[props.sample]?.url} download={`${props.id.slice(0, 12)}-${props.sample}.png`}>
        Download
      </a>
      <Show when={props.remixable}>
        <button type="button" class="quiet" onClick={() => props.onRemix()}>
          Remix
        </button>
      </Show>
    </Show>
  );
}
