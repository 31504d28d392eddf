import { evaluationsOf, rowsOf } from '@manifold/shared/recipe/cost';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { shortId } from './words.ts';

/** A recipe in words and numbers, a line each. */
export function asFacts(recipe: Recipe): [name: string, value: string][] {
  const { bundle, schedule, seed, count, estimate } = recipe;
  const { timesteps, end } = schedule;
  const leaf: [string, string][] =
    'prompt' in estimate
      ? [
          ['Prompt', estimate.prompt],
          ['Guidance γ', String(estimate.guidance)],
        ]
      : [];
  return [
    ...leaf,
    [
      'Steps',
      `${evaluationsOf(schedule)}, t ${timesteps[0]} to ${timesteps.at(-1)}${end === 'clean' ? ', then clean' : ''}`,
    ],
    ['Seed', String(seed)],
    ['Prints', String(count)],
    ['Price', `${rowsOf(recipe).toLocaleString('en')} rows`],
    ['Bundle', `${bundle.name} ${shortId(bundle.revision).slice(0, 9)}`],
  ];
}

/** JSON with lists of numbers on one line, so that a schedule of a thousand timesteps stays a line. */
export function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/\[[\s\d,.-]*\]/g, (list) => list.replaceAll(/\s+/g, ' '));
}

export function asCurl(recipe: Recipe, origin: string): string {
  return `curl ${origin}/v1/jobs \\\n  -H 'content-type: application/json' \\\n  -d ${quoted(JSON.stringify({ recipe }))}`;
}

/** The command that makes the same pictures without a server; undefined for a recipe that `manifold sample` has no flags for. */
export function asCommand({ bundle, start, hold, estimate, schedule, seed, count }: Recipe): string | undefined {
  if (!('prompt' in estimate) || 'image' in start || hold || schedule.end !== 'clean') return undefined;
  const { prompt, guidance } = estimate;
  const lines = [
    `npx manifold sample --bundle ${bundle.name} --prompt ${quoted(prompt)}`,
    `--guidance ${guidance} --steps ${schedule.timesteps.length}`,
    `--seed ${seed} --count ${count} -o out`,
  ];
  return lines.join(' \\\n  ');
}

/** A word for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
