import type { Manifest } from '../protocol/manifest.ts';
import { bounds } from './bounds.ts';
import { checkProcess, colourless } from './check-process.ts';
import { checkStudy } from './check-study.ts';
import { checkUpscale } from './check-upscale.ts';
import { priceOf } from './cost.ts';
import { depthOf, type Estimate, type Leaf, leavesOf, partsOf } from './estimate.ts';
import type { Fault } from './fault.ts';
import { addToIdentity } from './filter.ts';
import type { Recipe } from './recipe.ts';
import { evaluationsOf } from './schedules.ts';
import { shortened } from './shortened.ts';
import { runsOf } from './study.ts';

/** Every reason why `recipe` cannot run on the bundle of `manifest`; empty when it can. */
export function checkRecipe(recipe: Recipe, manifest: Manifest): Fault[] {
  return [
    ...checkBundle(recipe, manifest),
    ...checkRun(recipe, manifest),
    ...checkHeld(recipe, manifest),
    ...checkFeatures(recipe, manifest),
    ...checkStudy(recipe, (run) => checkRun(run, manifest)),
    ...checkUpscale(recipe, manifest),
    ...checkPrice(recipe),
  ];
}

/** What is wrong with how a run estimates and steps. */
function checkRun(recipe: Recipe, manifest: Manifest): Fault[] {
  const { estimate } = recipe;
  return [
    ...checkEstimate(estimate),
    ...checkPrompts(estimate, manifest, '/estimate'),
    ...checkChannels(estimate, manifest, '/estimate'),
    ...checkViews(estimate, manifest, '/estimate'),
    ...checkTimesteps(recipe, manifest),
    ...checkProcess(recipe, manifest),
    ...checkEvaluations(recipe),
  ];
}

function checkBundle({ bundle }: Recipe, { name, revision }: Manifest): Fault[] {
  if (bundle.name === name && bundle.revision === revision) return [];
  const detail = `is not the revision of ${name} that is served here; put ${revision} in its place: the pictures may differ`;
  return [{ pointer: '/bundle/revision', detail }];
}

function checkEstimate(estimate: Estimate): Fault[] {
  const leaves = leavesOf(estimate).length;
  const depth = depthOf(estimate);
  return [
    ...(depth > bounds.depth
      ? [{ pointer: '/estimate', detail: `nests ${depth} levels; at most ${bounds.depth} are allowed` }]
      : []),
    ...(leaves > bounds.leaves
      ? [{ pointer: '/estimate', detail: `has ${leaves} leaves; at most ${bounds.leaves} are allowed` }]
      : []),
    ...checkFilters(estimate, '/estimate'),
  ];
}

/** The filters of a sum must add to the identity, or the sum is no estimate of the noise (Geng et al. 2024, arXiv:2404.11615). */
function checkFilters(estimate: Estimate, pointer: string): Fault[] {
  const below = namedParts(estimate, pointer).flatMap((part) => checkFilters(part.estimate, part.pointer));
  if (!('sum' in estimate) || addToIdentity(estimate.sum.map((part) => part.filter))) return below;
  return [
    {
      pointer: `${pointer}/sum`,
      detail: 'the filters must add to the identity, as a low pass and a high pass with the same sigma do',
    },
    ...below,
  ];
}

/** One channel is its own mean, and has no colour. */
function checkChannels(estimate: Estimate, manifest: Manifest, pointer: string): Fault[] {
  const below = namedParts(estimate, pointer).flatMap((part) => checkChannels(part.estimate, manifest, part.pointer));
  if (!('sum' in estimate) || manifest.channels > 1) return below;
  const detail = colourless(manifest);
  const faults = estimate.sum.map(({ filter }, i) =>
    'channels' in filter ? [{ pointer: `${pointer}/sum/${i}/filter`, detail }] : [],
  );
  return [...faults.flat(), ...below];
}

function checkHeld(recipe: Recipe, manifest: Manifest): Fault[] {
  const { hold } = recipe;
  if (!hold) return [];
  const isIdle = ({ schedule, upscale }: Recipe) => evaluationsOf(upscale?.schedule ?? schedule) === 0;
  const idle = { pointer: '/hold', detail: 'holds nothing where the last stage makes no step; leave this out' };
  return [...(runsOf(recipe).some(isIdle) ? [idle] : []), ...checkKept(hold, manifest)];
}

/** A factor keeps no part of the image: with 1 - factor of itself at every step, x_t would leave all bounds or vanish. */
function checkKept(hold: NonNullable<Recipe['hold']>, manifest: Manifest): Fault[] {
  if (!('filter' in hold)) return [];
  const pointer = '/hold/filter';
  if ('scale' in hold.filter)
    return [{ pointer, detail: 'keeps no part of the image; take a pass, channels or motion' }];
  return 'channels' in hold.filter && manifest.channels === 1 ? [{ pointer, detail: colourless(manifest) }] : [];
}

function checkPrompts(estimate: Estimate, manifest: Manifest, pointer: string): Fault[] {
  if (!('prompt' in estimate)) {
    return namedParts(estimate, pointer).flatMap((part) => checkPrompts(part.estimate, manifest, part.pointer));
  }
  if (manifest.prompt.kind === 'text') return [];
  if (manifest.prompt.kind === 'none') return checkUnprompted(estimate, manifest, pointer);
  const { labels } = manifest.prompt;
  const known = (label: string) => label === '' || labels.includes(label);
  return (['prompt', 'negative'] as const)
    .filter((key) => !known(estimate[key]))
    .map((key) => ({
      pointer: `${pointer}/${key}`,
      detail: `"${shortened(estimate[key], 40)}" is not a label of ${manifest.name}; use one of ${labels.join(', ')}`,
    }));
}

/** Without a prompt there is nothing to guide: one guidance stands for all, so that equal pictures have equal recipes. */
function checkUnprompted({ prompt, negative, guidance }: Leaf, { name, defaults }: Manifest, pointer: string): Fault[] {
  const unheeded = [
    { key: 'prompt', on: prompt !== '', mend: 'leave it empty' },
    { key: 'negative', on: negative !== '', mend: 'leave this out' },
    { key: 'guidance', on: guidance !== defaults.guidance, mend: 'leave this out' },
  ];
  return unheeded
    .filter(({ on }) => on)
    .map(({ key, mend }) => ({ pointer: `${pointer}/${key}`, detail: `${name} takes no prompt; ${mend}` }));
}

/** The negative of a picture is a picture only where the pixels' range lies about 0. */
function checkViews(estimate: Estimate, manifest: Manifest, pointer: string): Fault[] {
  const below = namedParts(estimate, pointer).flatMap((part) => checkViews(part.estimate, manifest, part.pointer));
  const [low, high] = manifest.pixelRange;
  if (!('view' in estimate) || estimate.view !== 'negate' || low === -high) return below;
  const detail = `negate needs pixels about 0, and those of ${manifest.name} go from ${low} to ${high}; take another view`;
  return [{ pointer: `${pointer}/view`, detail }, ...below];
}

/** The direct parts of an estimate with their JSON pointers. */
function namedParts(estimate: Estimate, pointer: string): { estimate: Estimate; pointer: string }[] {
  const path = (index: number) => {
    if ('view' in estimate) return `${pointer}/of`;
    return 'mean' in estimate ? `${pointer}/mean/${index}` : `${pointer}/sum/${index}/of`;
  };
  return partsOf(estimate).map((part, index) => ({ estimate: part, pointer: path(index) }));
}

function checkTimesteps(recipe: Recipe, { name, trainTimesteps }: Manifest): Fault[] {
  const first = recipe.schedule.timesteps[0]!;
  const untrained = `${name} was trained on timesteps 0 to ${trainTimesteps - 1}`;
  return [
    ...(first < trainTimesteps ? [] : [{ pointer: '/schedule/timesteps/0', detail: untrained }]),
    ...checkStart(recipe, first),
  ];
}

/** Pure noise must be denoised; an image starts at the first timestep, whose state it is brought to. */
function checkStart({ start, schedule }: Recipe, first: number): Fault[] {
  if ('noise' in start) {
    if (evaluationsOf(schedule) > 0) return [];
    return [
      { pointer: '/schedule/timesteps', detail: 'must have at least two entries when the schedule ends at stop' },
    ];
  }
  if (start.t === first) return [];
  return [{ pointer: '/start/t', detail: `must be ${first}, the first timestep of the schedule` }];
}

function checkFeatures(recipe: Recipe, { name, accepts }: Manifest): Fault[] {
  const wanted = [
    { pointer: '/start/image', needs: 'image' in recipe.start, has: accepts.images, what: 'input images' },
    { pointer: '/hold', needs: recipe.hold !== undefined, has: accepts.images, what: 'input images' },
    { pointer: '/upscale', needs: recipe.upscale !== undefined, has: accepts.upscale, what: 'a second stage' },
  ];
  return wanted
    .filter(({ needs, has }) => needs && !has)
    .map(({ pointer, what }) => ({ pointer, detail: `${name} does not take ${what}; leave this out` }));
}

function checkEvaluations({ schedule }: Recipe): Fault[] {
  const evaluations = evaluationsOf(schedule);
  if (evaluations <= bounds.evaluations) return [];
  const detail = `makes ${evaluations} evaluations; at most ${bounds.evaluations} are allowed`;
  return [{ pointer: '/schedule/timesteps', detail }];
}

function checkPrice(recipe: Recipe): Fault[] {
  const { first, second } = priceOf(recipe);
  const pointer = dearestOf(recipe);
  const costs = (rows: string, most: number) => `costs ${rows}; at most ${most}: ask for fewer samples or steps`;
  return [
    ...(first > bounds.rows ? [{ pointer, detail: costs(`${first} U-Net rows`, bounds.rows) }] : []),
    ...(second > bounds.upscaledRows
      ? [{ pointer, detail: costs(`${second} U-Net rows in the second stage`, bounds.upscaledRows) }]
      : []),
  ];
}

/** What there is too much of. One sample of one run can cost too much in the second stage alone. */
function dearestOf({ count, study }: Recipe): string {
  if (count > 1) return '/count';
  return study ? '/study/panels' : '/upscale/schedule/timesteps';
}
