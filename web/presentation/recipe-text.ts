import type { Manifest } from '@manifold/shared/protocol/manifest';
import { priceOf, stepsOf } from '@manifold/shared/recipe/cost';
import { decompile, shownBy, type Told } from '@manifold/shared/recipe/decompile';
import { leavesOf } from '@manifold/shared/recipe/estimate';
import type { Recipe, Schedule } from '@manifold/shared/recipe/recipe';
import { evaluationsOf } from '@manifold/shared/recipe/schedules';
import { picturesOf, runsOf } from '@manifold/shared/recipe/study';
import type { Anagram } from '@manifold/shared/recipe/technique/anagram';
import { ofUpscale } from '@manifold/shared/recipe/technique/upscale-fields';
import { shortId } from './words.ts';

type Fact = [name: string, value: string];

/** A recipe in words and numbers, a line each. */
export function asFacts(recipe: Recipe): Fact[] {
  const { bundle, seed } = recipe;
  return [
    ...estimateFacts(recipe),
    ['Steps', stepsText(recipe)],
    ['Seed', String(seed)],
    ['Prints', String(picturesOf(recipe))],
    ['Price', priceText(recipe)],
    ['Model', `${bundle.name} ${shortId(bundle.revision).slice(0, 9)}`],
  ];
}

/** Rows of the second stage are dearer by far, and told apart. */
function priceText(recipe: Recipe): string {
  const { first, second } = priceOf(recipe);
  const rows = (count: number) => `${count.toLocaleString('en')} rows`;
  return second > 0 ? `${rows(first)}, ${rows(second)} of the second stage` : rows(first);
}

/** How many steps in each stage, and at which timesteps; of a study, over its panels. */
function stepsText(recipe: Recipe): string {
  const { study, schedule, upscale } = recipe;
  if (study) return `${stepsOf(recipe)} over ${study.panels.length} panels`;
  const stages = [schedule, ...(upscale ? [upscale.schedule] : [])].filter((stage) => evaluationsOf(stage) > 0);
  return stages.map(scheduleText).join('; enlarged in ') || 'none';
}

function scheduleText(schedule: Schedule): string {
  const { timesteps, end } = schedule;
  const steps = `${evaluationsOf(schedule)}, t ${timesteps[0]} to ${timesteps.at(-1)}`;
  return end === 'clean' ? `${steps}, then clean` : steps;
}

function estimateFacts(recipe: Recipe): Fact[] {
  const leaves = runsOf(recipe).flatMap(({ estimate }) => leavesOf(estimate));
  const guidance = new Set(leaves.map((leaf) => leaf.guidance));
  const told = shownBy(recipe);
  const prompts: Fact[] = told ? promptFacts(told) : [['Prompts', promptsText(leaves.map(({ prompt }) => prompt))]];
  return [...prompts, ['Guidance γ', [...guidance].join(', ')]];
}

/** Each prompt once; the null prompt is none. */
function promptsText(prompts: readonly string[]): string {
  const words = [...new Set(prompts)].filter((prompt) => prompt !== '');
  return words.length > 0 ? words.join(', ') : 'none';
}

/** A line for each prompt: what it is for. */
function promptFacts(told: Told): Fact[] {
  switch (told.technique) {
    case 'sample':
      return [['Prompt', promptsText([told.prompt])]];
    case 'anagram':
      return anagramFacts(told);
    case 'hybrid':
      return [
        ['Near', told.high],
        ['From afar', told.low],
        ['Divided at σ', String(told.sigma)],
      ];
  }
}

function anagramFacts({ prompt, view }: Anagram): Fact[] {
  const first = prompt.length - view.length;
  return prompt.map((words, i) => [i < first ? 'Upright' : `View ${view[i - first]}`, words]);
}

/** A text, which may look like a list itself, or a list of numbers. */
const textOrNumbers = /"(?:[^"\\]|\\.)*"|\[[\s\d,.eE+-]*\]/g;

/** JSON with lists of numbers on one line, so that a schedule of a thousand timesteps stays a line. */
export function asJson(value: unknown): string {
  const onOneLine = (found: string) => (found.startsWith('[') ? found.replaceAll(/\s+/g, ' ') : found);
  return JSON.stringify(value, null, 2).replaceAll(textOrNumbers, onOneLine);
}

export function asCurl(recipe: Recipe, origin: string): string {
  return `curl ${origin}/v1/jobs \\\n  -H 'content-type: application/json' \\\n  -d ${quoted(JSON.stringify({ recipe }))}`;
}

/**
 * The command that makes the same pictures without a server; undefined for a recipe that no verb of `manifold` has flags for, as
 * far as can be told without the `manifest` of its bundle.
 */
export function asCommand(recipe: Recipe, manifest?: Manifest): string | undefined {
  const told = decompile(recipe, manifest);
  if (!told) return undefined;
  const { technique, bundle, negative, guidance, seed, count } = told;
  const lines = [
    `npx manifold ${technique} --bundle ${bundle} ${ownFlags(told)}`,
    ...(negative === '' ? [] : [flag('negative', negative)]),
    [flag('guidance', guidance), ...flagsOf(told, ['steps', 'spacing'])].join(' '),
    ...(told.upscale ? [upscaleFlags(told)] : []),
    `--seed ${seed} --count ${count} -o out`,
  ];
  return lines.join(' \\\n  ');
}

function ownFlags(told: Told): string {
  switch (told.technique) {
    case 'sample':
      return flag('prompt', told.prompt);
    case 'anagram':
      return anagramFlags(told);
    case 'hybrid':
      return [flag('low', told.low), flag('high', told.high), flag('sigma', told.sigma)].join(' ');
  }
}

function anagramFlags({ prompt, view, permutation }: Anagram): string {
  const prompts = prompt.map((words) => flag('prompt', words));
  const drawn = permutation === 0 ? [] : [flag('permutation', permutation)];
  return [...prompts, flag('view', view.join()), ...drawn].join(' ');
}

function upscaleFlags(told: Told): string {
  return ['--upscale', ...flagsOf(told, ofUpscale)].join(' ');
}

/** Flags of those of `names` that are said. */
function flagsOf(told: Told, names: readonly ('steps' | 'spacing' | (typeof ofUpscale)[number])[]): string[] {
  return names.flatMap((name) => (told[name] === undefined ? [] : [flag(name, told[name])]));
}

/** A flag and its value; one that begins with a dash is tied to its flag, or it would be taken for another. */
function flag(name: string, value: string | number): string {
  const text = String(value);
  return text.startsWith('-') ? `--${name}=${quoted(text)}` : `--${name} ${quoted(text)}`;
}

/** A word for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w.,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
