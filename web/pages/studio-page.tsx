import type { Manifest } from '@manifold/shared/protocol/manifest';
import { useLocation, useNavigate, useParams } from '@solidjs/router';
import { createEffect, createMemo, createSignal, type JSX, on, onCleanup, Show } from 'solid-js';
import {
  defaultSettings,
  errorsByField,
  labelsOf,
  queryOf,
  randomSeed,
  recipeOf,
  requestOf,
  type SettingErrors,
  type Settings,
  settingErrors,
  settingsFrom,
  settingsOfRecipe,
} from '../api/settings.ts';
import { promptOf, type Sheet } from '../api/sheet.ts';
import { plural } from '../api/words.ts';
import { useApp } from '../app-context.ts';
import type { Choice } from '../components/easel.tsx';
import { Rail } from '../components/rail.tsx';
import { type FilmControl, Scene } from '../components/scene.tsx';
import { SettingsPanel } from '../components/settings-panel.tsx';
import { StatusBar } from '../components/status-bar.tsx';
import { createClock } from '../primitives/create-clock.ts';
import { NotFound } from './not-found-page.tsx';

/** The studio: settings at the side, prints in the middle. With job ids in its address it shows those jobs. */
export function StudioPage(): JSX.Element {
  const app = useApp();
  return (
    <>
      <Rail history={app.history} studio />
      <main>
        <Show when={!isUnknown(app.run.sheets())} fallback={<UnknownJob />}>
          <Show when={app.manifest()} fallback={<NoBundle />}>
            {(manifest) => <Studio manifest={manifest()} />}
          </Show>
        </Show>
      </main>
    </>
  );
}

/** Whether the address names only jobs that are not there, or not this browser's. */
function isUnknown(sheets: readonly Sheet[]): boolean {
  return sheets.length > 0 && sheets.every((sheet) => !sheet.recipe && sheet.view.problem?.status === 404);
}

function UnknownJob(): JSX.Element {
  const app = useApp();
  onCleanup(app.run.clear);
  return (
    <NotFound
      note="404"
      title="No job of yours has this name"
      detail="A job is shown to the browser that asked for it. Its prints, once developed, have an address that anyone may open."
    />
  );
}

function NoBundle(): JSX.Element {
  const app = useApp();
  return (
    <section class="blank" aria-label="Prints">
      <Show when={app.bundles.loading} fallback={<NothingServed />}>
        <p class="sentence">Looking for the models that are served here.</p>
      </Show>
    </section>
  );
}

function NothingServed(): JSX.Element {
  const app = useApp();
  const problem = () => {
    const reply = app.bundles();
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
        <button type="button" class="quiet" onClick={() => app.reloadBundles()}>
          Look again
        </button>
      </div>
    </div>
  );
}

function Studio(props: { manifest: Manifest }): JSX.Element {
  const app = useApp();
  const { run, contact } = app;
  const navigate = useNavigate();
  const location = useLocation();
  const params = useParams<{ ids?: string }>();
  const starting = () => {
    const defaults = defaultSettings(props.manifest);
    return settingsFrom(new URLSearchParams(location.search), defaults, labelsOf(props.manifest));
  };
  const [settings, setSettings] = createSignal<Settings>(starting());
  const [pressed, setPressed] = createSignal(false);
  /** Fields that were changed since the server spoke of them. */
  const [mended, setMended] = createSignal<readonly string[]>([]);
  const change = (part: Partial<Settings>) => {
    setMended((names) => [...names, ...Object.keys(part)]);
    setSettings((before) => ({ ...before, ...part }));
  };

  /** A page that opens on a run is set as that run was, but for its seed: that would only make the same prints again. */
  const takeOver = () => {
    const recipes = run.sheets().flatMap((sheet) => sheet.recipe ?? []);
    const first = recipes[0] && settingsOfRecipe(recipes[0]);
    if (first) setSettings({ ...first, digits: recipes.map(promptOf), seed: undefined });
  };
  createEffect(
    on(
      () => location.search,
      (search) => search && setSettings(starting()),
      { defer: true },
    ),
  );
  createEffect(
    on(
      () => params.ids,
      (ids) => {
        if (!ids && !run.active()) run.clear();
        if (ids && ids !== run.jobIds().join()) void run.open(ids.split(',')).then(takeOver);
      },
    ),
  );

  const localErrors = createMemo(() => settingErrors(settings(), props.manifest));
  const errors = (): SettingErrors => ({
    ...serverErrors(run.sheets(), mended()),
    ...(pressed() ? localErrors() : numberOnly(localErrors())),
  });
  const develop = async () => {
    setPressed(true);
    setMended([]);
    if (Object.keys(localErrors()).length > 0) return;
    const { digits, seed = randomSeed() } = settings();
    scrollToPrints();
    await run.develop(digits.map((digit) => requestOf(digit, settings(), seed, props.manifest.name)));
    const ids = run.jobIds();
    if (ids.length > 0) navigate(`/job/${ids.join(',')}`, { scroll: false });
  };
  const retry = async (key: string) => {
    await run.retry(key);
    const ids = run.jobIds();
    if (ids.length > 0) navigate(`/job/${ids.join(',')}`, { scroll: false, replace: true });
  };
  const remix = (sheet: Sheet | undefined) => {
    const again = sheet?.recipe && settingsOfRecipe(sheet.recipe);
    if (again) navigate(`/?${queryOf(again)}`);
  };
  const now = createClock(run.active);
  const latent = () => ({
    prompts: settings().digits,
    count: shownCount(settings().count),
    recipe: recipeOf(settings().digits[0] ?? '', settings(), props.manifest),
  });
  const bar = ({ sheet: index, sample }: Choice, film: FilmControl) => (
    <StatusBar
      sheet={run.sheets()[index]}
      several={run.sheets().length > 1}
      active={run.active()}
      empty={emptySentence(settings())}
      sample={sample}
      film={film}
      silent={Math.max(0, now() - run.heardAt()) / 1000}
      online={contact.online()}
      onCancel={run.cancel}
      onRetry={retry}
      onRemix={() => remix(run.sheets()[index])}
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
          settings={settings()}
          errors={errors()}
          lastSeed={run.sheets().find((sheet) => sheet.recipe)?.recipe?.seed}
          active={run.active()}
          onChange={change}
          onDevelop={() => void develop()}
        />
      }
    />
  );
}

function emptySentence({ digits, steps }: Settings): string {
  if (digits.length === 0) return 'Pick a digit to develop.';
  return `Nothing is developed yet. It takes ${plural(steps, 'step')} from noise to print.`;
}

function shownCount(count: number): number {
  return Number.isInteger(count) ? Math.max(1, Math.min(16, count)) : 1;
}

/** An empty choice of digits is no fault before the button is pressed; a number that cannot be is one at once. */
function numberOnly({ digits: _, ...numbers }: SettingErrors): SettingErrors {
  return numbers;
}

function serverErrors(sheets: readonly Sheet[], mended: readonly string[]): SettingErrors {
  const errors = errorsByField(sheets.flatMap((sheet) => sheet.view.problem?.errors ?? []));
  return Object.fromEntries(Object.entries(errors).filter(([name]) => !mended.includes(name)));
}

/** On narrow screens the button is below the print that it develops. */
function scrollToPrints(): void {
  if (matchMedia('(max-width: 860px)').matches) scrollTo({ top: 0 });
}
