import type { TrainingJob } from '@manifold/shared/protocol/job';
import { trainedBundle } from '@manifold/shared/protocol/result';
import { trainingSteps } from '@manifold/shared/recipe/training';
import { createEffect, type JSX, onCleanup, Show } from 'solid-js';
import { useApp } from '../app-context.ts';
import { LearntPictures } from '../components/learnt-pictures.tsx';
import { LossCurve } from '../components/loss-curve.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { SampleLink } from '../components/sample-link.tsx';
import { TrainingFacts } from '../components/training-facts.tsx';
import { trainingLamp, trainingNews, trainingSentence } from '../presentation/training-view.ts';
import { createTitle } from '../primitives/create-title.ts';
import { createTraining, type Followed } from '../primitives/create-training.ts';

/** A training while it goes on: the curve grows, and what was learnt arrives. */
export function TrainingPage(props: { job: TrainingJob }): JSX.Element {
  const app = useApp();
  const followed = createTraining(props.job, app.contact);
  createTitle(() => `Training ${props.job.training.net}`);
  createEffect(() => app.showLamp(trainingLamp(followed.view(), app.contact.online())));
  onCleanup(() => app.showLamp(undefined));
  return (
    <main>
      <section class="easel learning" aria-label="Training">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <div class="lessons" tabIndex={0}>
          <LossCurve
            curve={followed.view().curve}
            of={followed.view().latest?.of ?? trainingSteps(props.job.training)}
            live={followed.view().phase === 'training'}
          />
          <LearntPictures pictures={followed.view().pictures} />
        </div>
        <Bar {...props} followed={followed} />
      </section>
      <aside class="panel" aria-label="About the training">
        <h1>Training {props.job.training.net}</h1>
        <p class="lead">
          The loss falls step by step; after some epochs the same noise is drawn again, to see what was learnt.
        </p>
        <TrainingFacts training={props.job.training} latest={followed.view().latest} />
      </aside>
    </main>
  );
}

function Bar(props: { job: TrainingJob; followed: Followed }): JSX.Element {
  const { contact } = useApp();
  const view = () => props.followed.view();
  return (
    <div class="bar">
      <Show
        when={view().phase === 'failed' && view().problem}
        fallback={
          <>
            <p class="sentence">{trainingSentence(view(), props.followed.silent(), contact.online())}</p>
            <p class="unseen" role="status">
              {trainingNews(view())}
            </p>
          </>
        }
      >
        {(problem) => <ProblemNote isAlert problem={problem()} />}
      </Show>
      <div class="actions">
        <Show when={view().phase === 'done'}>
          <SampleLink bundle={trainedBundle(props.job.resultId)} />
          <a class="quiet" href={`/r/${props.job.resultId}`}>
            Open the result
          </a>
        </Show>
      </div>
    </div>
  );
}
