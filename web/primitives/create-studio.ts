import type { Manifest } from '@manifold/shared/protocol/manifest';
import { suits } from '@manifold/shared/recipe/check-process';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { useLocation, useNavigate, useParams } from '@solidjs/router';
import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import { errorsByField, type SettingErrors, type SettingName, settingErrors } from '../api/setting-errors.ts';
import { defaultSettings, labelsOf, randomSeed, requestsOf, type Settings, settingsOfRecipe } from '../api/settings.ts';
import { queryOf, settingsFrom } from '../api/settings-query.ts';
import type { Sheet } from '../api/sheet.ts';
import { useApp } from '../app-context.ts';
import type { Bundles } from './create-bundles.ts';
import { createPresence } from './create-presence.ts';

export interface Studio {
  settings: Accessor<Settings>;
  change(part: Partial<Settings>): void;
  errors: Accessor<SettingErrors>;
  develop(): Promise<void>;
  retry(key: string): Promise<void>;
  /** Whether there are settings that would ask for a sheet again. */
  isRemixable(sheet: Sheet | undefined): boolean;
  /** Loads the settings of a sheet, as a link to them would. */
  remix(sheet: Sheet | undefined): void;
}

/** The studio's settings and the run that they start, with the address that goes with each. */
export function createStudio(manifest: Manifest): Studio {
  const { run, settings: kept, keepSettings, bundles } = useApp();
  const navigate = useNavigate();
  const location = useLocation();
  const params = useParams<{ ids?: string }>();
  const [pressed, setPressed] = createSignal(false);
  /** Fields that were changed since the server spoke of them. */
  const [mended, setMended] = createSignal<readonly string[]>([]);

  const fromAddress = () => {
    const before = kept() ?? defaultSettings(manifest);
    if (namesAnother(location.search, manifest)) return before;
    return settingsFrom(new URLSearchParams(location.search), before, labelsOf(manifest));
  };
  const isFresh = !kept();
  if (isFresh || location.search) keepSettings(fromAddress());
  const settings = () => kept() ?? fromAddress();

  const settingsOf = (recipe: Recipe) => settingsOfRecipe(recipe, settings(), bundles.named(recipe.bundle.name));

  /** A page that opens on a run is set as that run was, but for its seed: that would only make the same prints again. */
  const takeOver = () => {
    const recipes = run.sheets().flatMap(({ recipe }) => recipe ?? []);
    const drawnBy = recipes[0]?.bundle.name;
    if (drawnBy !== undefined && drawnBy !== manifest.name && isServed(bundles, drawnBy)) {
      // The studio begins anew on the run's model, and comes back here.
      keepSettings(undefined);
      return bundles.choose(drawnBy);
    }
    const taken = recipes.flatMap((recipe) => settingsOf(recipe) ?? []);
    const [first] = taken;
    if (!first) return;
    const alike = taken.filter(({ technique }) => technique === first.technique);
    const prompts = [...new Set(alike.flatMap((one) => one.prompts))];
    keepSettings({ ...first, prompts: labelsOf(manifest).length > 0 ? prompts : prompts.slice(0, 1), seed: undefined });
  };
  const show = (ids: string | undefined) => {
    if (!ids && !run.active()) run.clear();
    if (ids && ids !== run.jobIds().join()) void run.open(ids.split(',')).then(takeOver);
  };
  const isHere = createPresence();
  /** Who went elsewhere before the answer came is left there. */
  const goToRun = (replace: boolean) => {
    const ids = run.jobIds().join();
    if (ids && isHere()) navigate(`/job/${ids}`, { scroll: false, replace });
  };
  createEffect(
    on(
      () => location.search,
      (search) => search && keepSettings(fromAddress()),
      { defer: true },
    ),
  );
  createEffect(on(() => params.ids, show));
  if (isFresh && params.ids) takeOver();

  const faults = createMemo(() => settingErrors(settings(), manifest));
  const shownFaults = () => (pressed() ? faults() : numbersOnly(faults()));
  return {
    settings,
    change(part) {
      setMended((names) => [...names, ...Object.keys(part)]);
      keepSettings({ ...settings(), ...part });
    },
    errors: () => ({ ...serverFaults(run.sheets(), mended()), ...shownFaults() }),
    async develop() {
      setPressed(true);
      setMended([]);
      if (Object.keys(faults()).length > 0) return;
      const { seed = randomSeed() } = settings();
      await run.develop(requestsOf(settings(), seed, manifest.name));
      goToRun(false);
    },
    async retry(key) {
      await run.retry(key);
      goToRun(true);
    },
    isRemixable: (sheet) => sheet?.recipe !== undefined && settingsOf(sheet.recipe) !== undefined,
    remix(sheet) {
      if (!sheet?.recipe) return;
      const again = settingsOf(sheet.recipe);
      if (again) navigate(`/?${queryOf(again, sheet.recipe.bundle.name)}`);
    },
  };
}

function isServed(bundles: Bundles, name: string): boolean {
  const manifest = bundles.named(name);
  return manifest !== undefined && suits('sample', manifest.process);
}

/** An address of another model is read once the studio has gone on to that. */
function namesAnother(search: string, { name }: Manifest): boolean {
  return (new URLSearchParams(search).get('bundle') ?? name) !== name;
}

/** An empty choice of prompts is no fault before the button is pressed; a number that cannot be is one at once. */
function numbersOnly({ prompts: _, ...numbers }: SettingErrors): SettingErrors {
  return numbers;
}

function serverFaults(sheets: readonly Sheet[], mended: readonly string[]): SettingErrors {
  const errors = errorsByField(sheets.flatMap((sheet) => sheet.view.problem?.errors ?? []));
  const standing = (Object.keys(errors) as SettingName[]).filter((name) => !mended.includes(name));
  return Object.fromEntries(standing.map((name) => [name, errors[name]]));
}
