import type { Manifest } from '@manifold/shared/protocol/manifest';
import { bounds } from '@manifold/shared/recipe/bounds';
import { suits } from '@manifold/shared/recipe/check-process';
import { useParams, useSearchParams } from '@solidjs/router';
import { type Accessor, batch, createEffect, type JSX, on, onCleanup, Show } from 'solid-js';
import { defaultSettings, recipeOf, requestsOf, type Settings } from '../api/settings.ts';
import type { Sheet } from '../api/sheet.ts';
import { plural } from '../api/words.ts';
import { useApp } from '../app-context.ts';
import type { Choice } from '../components/easel.tsx';
import { Rail } from '../components/rail.tsx';
import { type FilmControl, Scene } from '../components/scene.tsx';
import { SettingsPanel } from '../components/settings-panel.tsx';
import { StatusBar } from '../components/status-bar.tsx';
import { createStudio } from '../primitives/create-studio.ts';
import { scrollToPrints } from '../primitives/scroll-to-prints.ts';
import { NotFound } from './not-found-page.tsx';

/** The studio: settings at the side, prints in the middle. With job ids in its address it shows those jobs. */
export function StudioPage(): JSX.Element {
  const app = useApp();
  const [query] = useSearchParams<{ bundle?: string }>();
  const params = useParams<{ ids?: string }>();
  /** Whether the address names only jobs that are not there. */
  const isUnknown = () => params.ids === app.run.jobIds().join() && app.run.sheets().every(isMissing);
  createEffect(
    on(
      () => query.bundle,
      (bundle) => {
        if (!bundle || bundle === app.bundles.manifest()?.name) return;
        app.keepSettings(undefined);
        app.bundles.choose(bundle);
      },
    ),
  );
  return (
    <>
      <Rail history={app.history} make={app.settings()?.technique ?? 'sample'} />
      <main>
        <Show when={!isUnknown()} fallback={<UnknownJob />}>
          <Show when={app.bundles.manifest()} keyed fallback={<NoBundle />}>
            {(manifest) => <StudioScene manifest={manifest} />}
          </Show>
        </Show>
      </main>
    </>
  );
}

function isMissing({ recipe, view }: Sheet): boolean {
  return !recipe && view.problem?.status === 404;
}

function UnknownJob(): JSX.Element {
  const app = useApp();
  onCleanup(app.run.clear);
  return (
    <NotFound
      note="404"
      title="No job has this name"
      detail="Its address may be cut short or mistyped. Prints, once developed, have an address of their own."
    />
  );
}

function NoBundle(): JSX.Element {
  const app = useApp();
  return (
    <section class="blank" aria-label="Prints">
      <Show when={app.bundles.reply()} fallback={<p class="sentence">Looking for the models that are served here.</p>}>
        <NothingServed />
      </Show>
    </section>
  );
}

function NothingServed(): JSX.Element {
  const app = useApp();
  const problem = () => {
    const reply = app.bundles.reply();
    return reply && !reply.ok ? reply.problem : undefined;
  };
  return (
    <div class="problem" role="alert">
      <h1>{problem()?.title ?? 'No model is served here yet'}</h1>
      <p>
        {problem()?.detail ??
          'A runner tells the studio what it can develop. Once one has been up, its models stay listed.'}
      </p>
      <div class="actions">
        <button type="button" class="quiet" onClick={() => app.bundles.reload()}>
          Look again
        </button>
      </div>
    </div>
  );
}

function StudioScene(props: { manifest: Manifest }): JSX.Element {
  const { run, contact, bundles, keepSettings } = useApp();
  const studio = createStudio(props.manifest);
  const pick = (name: string) => {
    const picked = bundles.named(name);
    if (!picked) return;
    batch(() => {
      keepSettings({ ...defaultSettings(picked), technique: studio.settings().technique });
      bundles.choose(name);
    });
  };
  const latent = () => latentOf(studio.settings(), props.manifest);
  const develop = () => {
    scrollToPrints();
    void studio.develop();
  };
  const bar = (choice: Accessor<Choice>, film: FilmControl) => (
    <StatusBar
      sheet={run.sheets()[choice().sheet]}
      several={run.sheets().length > 1}
      active={run.active()}
      empty={emptySentence(studio.settings())}
      sample={choice().sample}
      film={film}
      silent={run.silent()}
      online={contact.online()}
      remixable={studio.isRemixable(run.sheets()[choice().sheet])}
      onCancel={run.cancel}
      onRetry={studio.retry}
      onRemix={() => studio.remix(run.sheets()[choice().sheet])}
    />
  );
  return (
    <Scene
      sheets={run.sheets()}
      latent={latent()}
      size={props.manifest.size}
      linked
      bar={bar}
      panel={
        <SettingsPanel
          manifest={props.manifest}
          settings={studio.settings()}
          errors={studio.errors()}
          lastSeed={run.sheets().find((sheet) => sheet.recipe)?.recipe?.seed}
          active={run.active()}
          served={bundles.served().filter(({ process }) => suits(studio.settings().technique, process))}
          onPick={pick}
          onChange={studio.change}
          onDevelop={develop}
        />
      }
    />
  );
}

/** What lies on an empty easel: the sheets that the settings ask for, undeveloped. */
function latentOf(settings: Settings, manifest: Manifest) {
  const { seed = 0, count } = settings;
  const asked = requestsOf(settings, seed, manifest.name);
  const shown = Number.isInteger(count) ? Math.max(1, Math.min(bounds.count, count)) : 1;
  return { asked, count: shown, recipe: recipeOf(asked[0], manifest) };
}

function emptySentence({ technique, prompts, steps }: Settings): string {
  if (technique === 'sample' && prompts.length === 0) return 'Pick a digit to develop.';
  return Number.isNaN(steps)
    ? 'Nothing is developed yet.'
    : `Nothing is developed yet. It takes ${plural(steps, 'step')} from noise to print.`;
}
