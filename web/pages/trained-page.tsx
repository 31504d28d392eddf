import type { TrainingResult } from '@manifold/shared/protocol/result';
import { trainingSteps } from '@manifold/shared/recipe/training';
import { For, type JSX, Show } from 'solid-js';
import { CopyButton } from '../components/copy-button.tsx';
import { LearntPictures } from '../components/learnt-pictures.tsx';
import { LossCurve } from '../components/loss-curve.tsx';
import { SampleLink } from '../components/sample-link.tsx';
import { TrainingFacts } from '../components/training-facts.tsx';
import { bytesText } from '../presentation/words.ts';
import { createTitle } from '../primitives/create-title.ts';

/** What a training left: its curve, what was learnt, and the model file by file. */
export function Trained(props: { result: TrainingResult }): JSX.Element {
  createTitle(() => `${props.result.training.net}, trained`);
  const film = () => props.result.files.find(({ path }) => path === 'sampling.webp')?.url;
  return (
    <>
      <section class="easel learning" aria-label="What was learnt">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <div class="lessons" tabIndex={0}>
          <LossCurve curve={props.result.curve} of={trainingSteps(props.result.training)} live={false} />
          <LearntPictures pictures={props.result.pictures} film={film()} />
        </div>
        <div class="bar">
          <p class="sentence">
            Trained{' '}
            <time datetime={props.result.createdAt}>
              {new Date(props.result.createdAt).toLocaleDateString('en', { dateStyle: 'long' })}
            </time>
            .
          </p>
          <div class="actions">
            <Show when={props.result.bundle}>{(bundle) => <SampleLink bundle={bundle().name} />}</Show>
            <CopyButton label="Copy link" text={`${location.origin}/r/${props.result.id}`} />
          </div>
        </div>
      </section>
      <aside class="panel" aria-label="What was trained">
        <h1>{props.result.training.net}, trained</h1>
        <p class="lead">
          A model, and the training that made it. Run again with as many threads on the same kind of machine, it gives
          the same.
        </p>
        <div class="name">
          <code>{props.result.id}</code>
          <CopyButton label="Copy id" text={props.result.id} />
        </div>
        <TrainingFacts training={props.result.training} latest={undefined} />
        <Files files={props.result.files} />
      </aside>
    </>
  );
}

function Files(props: { files: TrainingResult['files'] }): JSX.Element {
  return (
    <section class="files" aria-label="Files of the model">
      <h2>Files</h2>
      <ul>
        <For each={props.files}>
          {({ path, url, bytes }) => (
            <li>
              <a href={url} download={path.split('/').at(-1)} rel="external">
                {path}
              </a>
              <small>{bytesText(bytes)}</small>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
