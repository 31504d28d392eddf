import type { Manifest } from '@manifold/shared/protocol/manifest';
import { bounds } from '@manifold/shared/recipe/bounds';
import { suits } from '@manifold/shared/recipe/check-process';
import { useParams } from '@solidjs/router';
import { type Accessor, createMemo, type JSX, onCleanup, Show } from 'solid-js';
import { useApp } from '../app-context.ts';
import type { Choice } from '../components/easel.tsx';
import { NoModel } from '../components/no-model.tsx';
import { type FilmControl, Scene } from '../components/scene.tsx';
import { SettingsPanel } from '../components/settings-panel.tsx';
import { StatusBar } from '../components/status-bar.tsx';
import { standsBeside } from '../presentation/setting-errors.ts';
import { recipeOf, requestsOf, type Settings } from '../presentation/settings.ts';
import { emptySentence } from '../presentation/settings-summary.ts';
import { type Sheet, sizeOfSheets } from '../presentation/sheet.ts';
import type { Found } from '../primitives/create-found.ts';
import { createRemix } from '../primitives/create-remix.ts';
import { createStudio } from '../primitives/create-studio.ts';
import { scrollToPrints } from '../primitives/scroll-to-prints.ts';
import { NotFound } from './not-found-page.tsx';

/** The studio: settings at the side, prints in the middle. With job ids in its address it shows those jobs. */
export function StudioPage(props: { found: Found | undefined }): JSX.Element {
  const app = useApp();
  const params = useParams<{ ids?: string }>();
  /** Whether the address names only jobs that are not there. */
  const isUnknown = () => params.ids === app.run.jobIds().join() && app.run.sheets().every(isMissing);
  return (
    <main>
      <Show when={!isUnknown()} fallback={<UnknownJob />}>
        <Show when={app.bundles.manifest()} fallback={<NoModel />}>
          {(manifest) => <StudioScene manifest={manifest()} found={props.found} />}
        </Show>
      </Show>
    </main>
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

/** Another model changes what is asked for, and builds nothing anew: the focus stays on the field that it was picked in. */
function StudioScene(props: { manifest: Manifest; found: Found | undefined }): JSX.Element {
  const { run, contact, bundles } = useApp();
  const studio = createStudio(
    () => props.manifest,
    () => props.found,
  );
  const remixOf = createRemix();
  const latent = createMemo(() => latentOf(studio.settings(), props.manifest));
  const develop = () => {
    void studio.develop();
    if (Object.keys(studio.errors()).length === 0) scrollToPrints();
  };
  const bar = (choice: Accessor<Choice>, film: FilmControl) => (
    <StatusBar
      sheet={run.sheets()[choice().sheet]}
      several={run.sheets().length > 1}
      active={run.active()}
      empty={emptySentence(studio.settings(), studio.isAwaiting())}
      sample={choice().sample}
      film={film}
      silent={run.silent()}
      online={contact.online()}
      remixable={remixOf(run.sheets()[choice().sheet]?.recipe) !== undefined}
      isBeside={(error) => standsBeside(error, studio.errors(), studio.settings(), props.manifest)}
      onCancel={run.cancel}
      onRetry={studio.retry}
      onRemix={() => remixOf(run.sheets()[choice().sheet]?.recipe)?.()}
    />
  );
  return (
    <Scene
      sheets={run.sheets()}
      latent={latent()}
      size={sizeOfSheets(run.sheets(), bundles.served(), props.manifest)}
      linked
      bar={bar}
      panel={
        <SettingsPanel
          manifest={props.manifest}
          settings={studio.settings()}
          errors={studio.errors()}
          lastSeed={run.sheets().find((sheet) => sheet.recipe)?.recipe?.seed}
          active={run.active()}
          served={bundles.served().filter((manifest) => suits(studio.settings().technique, manifest))}
          onPick={studio.pick}
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
