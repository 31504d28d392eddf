import type { Manifest } from '@manifold/shared/protocol/manifest';
import { suits } from '@manifold/shared/recipe/check-process';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { useLocation, useNavigate, useParams } from '@solidjs/router';
import { type Accessor, batch, createEffect, createMemo, createSignal, on } from 'solid-js';
import { useApp } from '../app-context.ts';
import { errorsByField, type SettingErrors, type SettingName, settingErrors } from '../presentation/setting-errors.ts';
import {
  defaultSettings,
  labelsOf,
  randomSeed,
  recipeOf,
  requestsOf,
  type Settings,
  settingsOfRecipe,
} from '../presentation/settings.ts';
import { isTab, settingsFrom, withTechnique } from '../presentation/settings-query.ts';
import type { Sheet } from '../presentation/sheet.ts';
import type { Bundles } from './create-bundles.ts';
import type { Found } from './create-found.ts';
import { createPresence } from './create-presence.ts';

export interface Studio {
  settings: Accessor<Settings>;
  change(part: Partial<Settings>): void;
  /** Begins the technique anew on another model. */
  pick(bundle: string): void;
  errors: Accessor<SettingErrors>;
  develop(): Promise<void>;
  retry(key: string): Promise<void>;
  /** Whether the address asks for a model that is not served: it is waited for. */
  isAwaiting: Accessor<boolean>;
}

/** Settings that a person chose and did not develop yet: who comes to a job by Back or Forward keeps them. */
const fresh = new WeakSet<Settings>();

/** The studio's settings and the run that they start, with the address that goes with each. */
export function createStudio(manifest: Accessor<Manifest>, found: Accessor<Found | undefined>): Studio {
  const { run, settings: kept, keepSettings, visits, bundles } = useApp();
  const navigate = useNavigate();
  const location = useLocation();
  const params = useParams<{ ids?: string }>();
  const isHere = createPresence();
  const [pressed, setPressed] = createSignal(false);
  /** Fields that were changed since the server spoke of them. */
  const [mended, setMended] = createSignal<readonly string[]>([]);
  const settings = createMemo(() => kept() ?? defaultSettings(manifest()));
  const settingsOf = (recipe: Recipe) => settingsOfRecipe(recipe, settings(), bundles.named(recipe.bundle.name));

  /** Begins on another model; without settings, with those that are its own. */
  const begin = (bundle: string, anew?: Settings) =>
    batch(() => {
      setPressed(false);
      keepSettings(anew);
      bundles.choose(bundle);
    });

  const isAwaiting = createMemo(() => {
    const bundle = new URLSearchParams(location.search).get('bundle');
    return bundle !== null && !isServed(bundles, bundle);
  });
  createEffect(() => isAwaiting() && bundles.watch());

  const readAddress = () => {
    const { search } = location;
    const query = new URLSearchParams(search);
    if (isTab(query) || !visits.isNew(search)) return keepSettings(withTechnique(settings(), query));
    // That of a model that is not served waits until it is; what is set stays meanwhile.
    if (isAwaiting()) return;
    const bundle = query.get('bundle') ?? manifest().name;
    if (bundle !== manifest().name) begin(bundle);
    visits.read(search);
    keepSettings(settingsFrom(query, settings(), labelsOf(manifest())));
  };
  if (location.search) readAddress();
  createEffect(
    on([() => location.search, manifest, isAwaiting], ([search]) => search && readAddress(), { defer: true }),
  );

  /** A page that opens on a run is set as that run was, but for its seed: that would only make the same prints again. */
  const takeOver = () => {
    const recipes = run.sheets().flatMap(({ recipe }) => recipe ?? []);
    const drawnBy = recipes[0]?.bundle.name;
    if (drawnBy !== undefined && drawnBy !== manifest().name && isServed(bundles, drawnBy)) begin(drawnBy);
    const taken = recipes.flatMap((recipe) => settingsOf(recipe) ?? []);
    const [first] = taken;
    if (!first) return;
    const alike = taken.filter(({ technique }) => technique === first.technique);
    const prompts = [...new Set(alike.flatMap((one) => one.prompts))];
    const isWords = labelsOf(manifest()).length === 0;
    keepSettings({ ...first, prompts: isWords ? prompts.slice(0, 1) : prompts, seed: undefined });
  };
  const show = async (ids: string | undefined) => {
    if (!ids && !run.active()) run.clear();
    if (!ids || ids === run.jobIds().join()) return;
    const before = kept();
    const isTyped = before !== undefined && visits.isReturn() && fresh.has(before);
    await run.open(ids.split(','), found()?.ids === ids ? found()?.reply : undefined);
    const isStill = isHere() && ids === params.ids && ids === run.jobIds().join();
    // What was set while the answer was under way stays, and what was before one came back.
    if (isStill && kept() === before && !isTyped) takeOver();
  };
  createEffect(
    on(
      () => params.ids,
      (ids) => void show(ids),
    ),
  );
  /** Who went elsewhere before the answer came is left there. */
  const goToRun = (replace: boolean) => {
    const ids = run.jobIds().join();
    if (ids && isHere()) navigate(`/job/${ids}`, { scroll: false, replace });
  };

  const faults = createMemo(() => settingErrors(settings(), manifest()));
  const shownFaults = () => (pressed() || settings().prompts.length > 0 ? faults() : withoutPrompts(faults()));
  return {
    settings,
    change(part) {
      setMended((names) => [...names, ...Object.keys(part)]);
      const next = { ...settings(), ...part };
      fresh.add(next);
      keepSettings(next);
    },
    pick(bundle) {
      const picked = bundles.named(bundle);
      if (!picked) return;
      visits.read(location.search);
      const anew = { ...defaultSettings(picked), technique: settings().technique };
      fresh.add(anew);
      begin(bundle, anew);
    },
    errors: () => ({ ...serverFaults(run.sheets(), mended()), ...shownFaults() }),
    async develop() {
      setPressed(true);
      setMended([]);
      if (Object.keys(faults()).length > 0) return;
      fresh.delete(settings());
      const { seed = randomSeed() } = settings();
      const requests = requestsOf(settings(), seed, manifest().name);
      await run.develop(requests.map((request) => ({ request, recipe: recipeOf(request, manifest()) })));
      goToRun(false);
    },
    async retry(key) {
      const lost = found();
      if (lost?.reply?.ok === false && lost.ids === run.jobIds().join()) {
        run.clear();
        return lost.lookAgain();
      }
      await run.retry(key);
      goToRun(true);
    },
    isAwaiting,
  };
}

/** Whether the studio has a model of this name. */
function isServed(bundles: Bundles, name: string): boolean {
  const manifest = bundles.named(name);
  return manifest !== undefined && suits('sample', manifest);
}

/** An empty choice of prompts is no fault before the button is pressed; what cannot be asked for otherwise is one at once. */
function withoutPrompts({ prompts: _, ...others }: SettingErrors): SettingErrors {
  return others;
}

function serverFaults(sheets: readonly Sheet[], mended: readonly string[]): SettingErrors {
  const errors = errorsByField(sheets.flatMap((sheet) => sheet.view.problem?.errors ?? []));
  const standing = (Object.keys(errors) as SettingName[]).filter((name) => !mended.includes(name));
  return Object.fromEntries(standing.map((name) => [name, errors[name]]));
}
