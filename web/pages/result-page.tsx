import type { Problem } from '@manifold/shared/protocol/problem';
import type { Result } from '@manifold/shared/protocol/result';
import { captionOf, titled } from '@manifold/shared/recipe/caption';
import { useParams } from '@solidjs/router';
import { createResource, For, type JSX, Match, Show, Switch } from 'solid-js';
import { getAnyResult } from '../api/client.ts';
import { ragged } from '../canvas/fit.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { RecipeView } from '../components/recipe-view.tsx';
import { Replay } from '../components/replay.tsx';
import { type FilmControl, Scene } from '../components/scene.tsx';
import { TryButton } from '../components/try-button.tsx';
import { sending } from '../presentation/job-view.ts';
import { figuresText } from '../presentation/panels.ts';
import { remarksOn } from '../presentation/remarks.ts';
import type { Sheet } from '../presentation/sheet.ts';
import { plural } from '../presentation/words.ts';
import { createRemix } from '../primitives/create-remix.ts';
import { createTitle } from '../primitives/create-title.ts';
import { NotFound } from './not-found-page.tsx';
import { Trained } from './trained-page.tsx';

/** A result that anyone may open: its prints, its film and what made it. */
export function ResultPage(): JSX.Element {
  const params = useParams<{ id: string }>();
  const [told, { refetch }] = createResource(() => params.id, answerFor);
  /** That of the print that is asked for, not of one that was looked at before. */
  const reply = () => (told.latest?.id === params.id ? told.latest.reply : undefined);
  const problem = () => {
    const answer = reply();
    return answer && !answer.ok ? answer.problem : undefined;
  };
  const result = () => {
    const answer = reply();
    return answer?.ok ? answer.value : undefined;
  };
  return (
    <main aria-busy={reply() === undefined}>
      <Switch>
        <Match when={result()} keyed>
          {(found) => ('training' in found ? <Trained result={found} /> : <Print result={found} />)}
        </Match>
        <Match when={problem()}>
          {(found) => <NoPrint problem={found()} isTrying={told.loading} onRetry={() => void refetch()} />}
        </Match>
        <Match when={told.loading}>
          <Fetching />
        </Match>
      </Switch>
    </main>
  );
}

function Fetching(): JSX.Element {
  createTitle(() => 'A print');
  return (
    <section class="blank" aria-label="Prints">
      <p class="sentence">Fetching the print.</p>
    </section>
  );
}

async function answerFor(id: string) {
  return { id, reply: await getAnyResult(id) };
}

interface NoPrintProps {
  problem: Problem;
  /** Whether it is being asked for again. */
  isTrying: boolean;
  onRetry(): void;
}

function NoPrint(props: NoPrintProps): JSX.Element {
  return (
    <Show when={props.problem.status === 404} fallback={<NotHad {...props} />}>
      <NotFound
        note="404"
        title="No print has this name"
        detail="A print is named by its recipe. Check that the whole address was copied, or develop one of your own."
      />
    </Show>
  );
}

function NotHad(props: NoPrintProps): JSX.Element {
  createTitle(() => props.problem.title);
  return (
    <section class="blank" aria-label="Prints">
      <ProblemNote isAlert problem={props.problem}>
        <TryButton label="Try again" busy="Fetching the print" isTrying={props.isTrying} onPress={props.onRetry} />
      </ProblemNote>
    </section>
  );
}

function Print(props: { result: Result }): JSX.Element {
  const title = titled(captionOf(props.result.recipe));
  const sheet: Sheet = {
    key: props.result.id,
    request: undefined,
    jobId: undefined,
    recipe: props.result.recipe,
    view: { ...sending(), phase: 'done' },
    result: props.result,
  };
  createTitle(() => title);
  return (
    <Scene
      sheets={[sheet]}
      latent={{ asked: [], count: 1, recipe: undefined }}
      size={props.result.images[0]!.width}
      linked={false}
      bar={(choice, film) => <PrintBar result={props.result} sample={choice().sample} film={film} />}
      panel={<PrintPanel result={props.result} title={title} />}
    />
  );
}

function PrintBar(props: { result: Result; sample: number; film: FilmControl }): JSX.Element {
  const { id, images, recipe, createdAt } = props.result;
  const remixOf = createRemix();
  return (
    <div class="bar">
      <p class="sentence">
        Developed{' '}
        <time datetime={createdAt}>{new Date(createdAt).toLocaleDateString('en', { dateStyle: 'long' })}</time>.{' '}
        {remarksOn(props.result)}
      </p>
      <div class="actions">
        <Replay film={props.film} />
        <CopyButton label="Copy link" text={`${location.origin}/r/${id}`} />
        <a class="quiet" href={images[props.sample]?.url} download={`${id.slice(0, 12)}-${props.sample}.png`}>
          Download
        </a>
        <Show when={remixOf(recipe)}>
          {(remix) => (
            <button type="button" class="quiet" onClick={() => remix()()}>
              Remix
            </button>
          )}
        </Show>
      </div>
    </div>
  );
}

function PrintPanel(props: { result: Result; title: string }): JSX.Element {
  return (
    <aside class="panel" aria-label="Recipe of the print">
      <h1 dir="auto">{props.title}</h1>
      <p class="lead">
        {plural(props.result.images.length, 'print')}, and the recipe that made{' '}
        {props.result.images.length > 1 ? 'them' : 'it'}. Whoever runs it again gets the same.
      </p>
      <div class="name">
        <code>{props.result.id}</code>
        <CopyButton label="Copy id" text={props.result.id} />
      </div>
      <RecipeView recipe={props.result.recipe} id={props.result.id} />
      <Downloads result={props.result} />
    </aside>
  );
}

/** All that can be taken away; a single picture is under the print. */
function Downloads(props: { result: Result }): JSX.Element {
  const name = () => props.result.id.slice(0, 12);
  const isSeveral = () => props.result.images.length > 1;
  const sheets = () => props.result.sheet ?? props.result.seen;
  return (
    <Show when={isSeveral() || props.result.animation || sheets()}>
      <section class="downloads" aria-label="Downloads">
        <h2>{isSeveral() || sheets() ? 'Pictures' : 'Film'}</h2>
        <Show when={isSeveral()}>
          <Pictures result={props.result} name={name()} />
        </Show>
        <Show when={props.result.animation}>
          {(film) => (
            <a href={film().url} download={`${name()}-film.webp`}>
              Download the film
            </a>
          )}
        </Show>
        <Show when={props.result.sheet}>
          {(sheet) => (
            <a href={sheet().url} download={`${name()}-sheet.png`}>
              Download the sheet with labels
            </a>
          )}
        </Show>
        <Show when={props.result.seen}>
          {(seen) => (
            <a href={seen().url} download={`${name()}-seen.png`}>
              Download what each prompt sees
            </a>
          )}
        </Show>
      </section>
    </Show>
  );
}

function Pictures(props: { result: Result; name: string }): JSX.Element {
  return (
    <ul>
      <For each={props.result.images}>
        {(image, i) => (
          <li>
            <a href={image.url} download={`${props.name}-${i()}.png`} aria-label={`Download picture ${i() + 1}`}>
              <img
                src={image.url}
                alt=""
                width={image.width}
                height={image.height}
                loading="lazy"
                data-smooth={image.width > ragged ? '' : undefined}
              />
            </a>
            <Show when={image.panel}>{(panel) => <p class="figures">{figuresText(panel())}</p>}</Show>
          </li>
        )}
      </For>
    </ul>
  );
}
