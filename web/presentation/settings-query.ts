import { ofUpscale } from '@manifold/shared/recipe/technique/upscale-fields';
import { paperViews } from '../canvas/view.ts';
import { type Enlarged, makes, type Settings } from './settings.ts';

/** Settings for a bundle as the query of the studio's address: a remix link. It says what its technique needs, and no more. */
export function queryOf(settings: Settings, bundle: string): string {
  const { technique, guidance, steps, seed, count, enlarged } = settings;
  const query = new URLSearchParams({ bundle, technique });
  for (const [name, value] of ownFields(settings)) query.append(name, value);
  query.set('guidance', String(guidance));
  query.set('steps', String(steps));
  if (seed !== undefined) query.set('seed', String(seed));
  query.set('count', String(count));
  query.set('upscale', String(enlarged !== undefined));
  for (const [name, value] of Object.entries(enlarged ?? {})) query.set(name, String(value));
  return query.toString();
}

function ownFields(settings: Settings): [name: string, value: string][] {
  const { prompts, upright, turned, view, near, far, sigma } = settings;
  switch (settings.technique) {
    case 'sample':
      return prompts.map((prompt) => ['prompt', prompt]);
    case 'anagram':
      return Object.entries({ upright, turned, view });
    case 'hybrid':
      return Object.entries({ near, far, sigma: String(sigma) });
  }
}

/** Reads settings from a query; without labels a prompt is any words. What it leaves out is as in `defaults`; what it says badly is kept as NaN, for the field to show. */
export function settingsFrom(query: URLSearchParams, defaults: Settings, labels: readonly string[]): Settings {
  const number = (name: string, otherwise: number) => (query.has(name) ? numberOf(query.get(name)!) : otherwise);
  const one = <T extends string>(name: string, of: readonly T[], otherwise: T) =>
    of.find((known) => known === query.get(name)) ?? otherwise;
  const words = (name: string, otherwise: string) =>
    labels.length > 0 ? one(name, labels, otherwise) : (query.get(name) ?? otherwise);
  return {
    technique: one('technique', makes, defaults.technique),
    prompts: query.has('prompt') ? promptsOf(query.getAll('prompt'), labels) : defaults.prompts,
    upright: words('upright', defaults.upright),
    turned: words('turned', defaults.turned),
    view: one('view', paperViews, defaults.view),
    near: words('near', defaults.near),
    far: words('far', defaults.far),
    sigma: number('sigma', defaults.sigma),
    guidance: number('guidance', defaults.guidance),
    steps: number('steps', defaults.steps),
    seed: query.has('seed') ? numberOf(query.get('seed')!) : defaults.seed,
    count: number('count', defaults.count),
    enlarged: query.has('upscale') ? enlargedIn(query) : defaults.enlarged,
  };
}

/** Whether a query only says which technique is wanted, as the links of the rail do. */
export function isTab(query: URLSearchParams): boolean {
  return [...query.keys()].every((name) => name === 'technique');
}

/** The settings with the technique that a query names, if it does. */
export function withTechnique(settings: Settings, query: URLSearchParams): Settings {
  return { ...settings, technique: makes.find((make) => make === query.get('technique')) ?? settings.technique };
}

function enlargedIn(query: URLSearchParams): Enlarged | undefined {
  if (query.get('upscale') !== 'true') return undefined;
  const said = ofUpscale.filter((name) => query.has(name));
  return Object.fromEntries(said.map((name) => [name, numberOf(query.get(name)!)]));
}

/** Where there are labels, those of them that are named, in their own order; else the first words. */
function promptsOf(named: readonly string[], labels: readonly string[]): string[] {
  return labels.length > 0 ? labels.filter((label) => named.includes(label)) : named.slice(0, 1);
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
