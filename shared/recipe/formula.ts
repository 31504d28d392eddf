import { estimateOfSecond, priceOf, rowsOf, stepsOf } from './cost.ts';
import { type Estimate, type Leaf, leavesOf, rowsOfLeaf } from './estimate.ts';
import type { Filter } from './filter.ts';
import { type Processed, type ProcessFormula, processFormula } from './formula-process.ts';
import type { Blur, Panel, Recipe, Schedule } from './recipe.ts';
import { evaluationsOf } from './schedules.ts';
import { runsOf } from './study.ts';
import type { View } from './view.ts';

/** What a recipe computes, line by line: where it starts, how it estimates the noise, what it holds, how it steps, what it costs. */
export function formulaOf(recipe: Recipe, processed: Processed): string[] {
  const formula = processFormula(processed);
  const f = formula.estimate;
  return [
    startLine(recipe, formula),
    `${f} = ${expressionOf(recipe.estimate, 'x', f)}`,
    `where ${f}(x; p, g) = ${f}(x; null) + g (${f}(x; p) - ${f}(x; null))${negativesText(recipe, f)}`,
    ...holdLines(recipe),
    ...stepLines(recipe.schedule, formula),
    ...upscaleLines(recipe, f, processFormula({ ...processed, prediction: 'noise' })),
    ...studyLines(recipe, f),
    costLine(recipe),
  ];
}

/** What is said of negatives, if there are any. */
function negativesText(recipe: Recipe, f: string): string {
  const leaves = runsOf(recipe).flatMap(({ estimate }) => leavesOf(estimate));
  return leaves.some(({ negative }) => negative !== '') ? `, and ${f}(x; p not n, g) has n for null` : '';
}

/** What each panel of a study has of its own. */
function studyLines({ study, start }: Recipe, f: string): string[] {
  const measured = 'image' in start ? ', with PSNR and SSIM against the image' : '';
  return study ? [`drawn side by side${measured}:`, ...study.panels.map((panel) => `  ${panelText(panel, f)}`)] : [];
}

function panelText(panel: Panel, f: string): string {
  if (panel.show === 'original') return `${panel.label}: the image`;
  const { label, estimate, schedule } = panel;
  const own = [
    ...(estimate ? [`${f} = ${expressionOf(estimate, 'x', f)}`] : []),
    ...(schedule ? [timesteps(schedule)] : []),
    ...(panel.show === 'states' ? [`x after every ${panel.every} steps`] : []),
    ...(panel.show === 'picture' && panel.blur ? [blurText(panel.blur)] : []),
  ];
  return `${label}: ${own.length > 0 ? own.join('; ') : 'as above'}`;
}

function blurText({ sigma, kernel }: Blur): string {
  return `blurred by low[${sigma.join(' or ')}]${kernel === undefined ? '' : `, its kernel ${kernel} wide`}`;
}

function startLine({ start }: Recipe, { signal, noise }: ProcessFormula): string {
  if ('noise' in start) return `x ~ N(0, I)${start.drawnAt === undefined ? '' : `, drawn as for t = ${start.drawnAt}`}`;
  return `x = ${signal(`_${start.t}`)}image + ${noise(`_${start.t}`)}z, image ${short(start.image)}`;
}

/** An estimate as a formula of the picture that `x` stands for, where `f` stands for the network. */
export function expressionOf(estimate: Estimate, x: string, f = 'eps'): string {
  if ('view' in estimate) {
    const view = viewName(estimate.view);
    return `${view}^-1(${expressionOf(estimate.of, `${view}(${x})`, f)})`;
  }
  if ('mean' in estimate) {
    return `(${estimate.mean.map((part) => expressionOf(part, x, f)).join(' + ')}) / ${estimate.mean.length}`;
  }
  if ('sum' in estimate) {
    return estimate.sum.map(({ filter, of }) => `${filterName(filter)}(${expressionOf(of, x, f)})`).join(' + ');
  }
  return leafText(estimate, x, f);
}

function leafText({ prompt, negative, guidance }: Leaf, x: string, f: string): string {
  const words = prompt === '' ? 'null' : JSON.stringify(prompt);
  return `${f}(${x}; ${words}${negative === '' ? '' : ` not ${JSON.stringify(negative)}`}, ${guidance})`;
}

function viewName(view: View): string {
  return typeof view === 'string' ? view : `${view.permute}[${view.seed}]`;
}

function filterName(filter: Filter): string {
  if ('channels' in filter) return filter.channels === 'mean' ? 'grey' : 'colour';
  if ('motion' in filter) return filter.motion === 'blur' ? 'motion' : 'still';
  if ('scale' in filter) return `${filter.scale} `;
  return filter.pass === 'band' ? `band[${filter.fine}, ${filter.coarse}]` : `${filter.pass}[${filter.sigma}]`;
}

function holdLines({ hold }: Recipe): string[] {
  if (!hold) return [];
  if ('filter' in hold) {
    const keep = filterName(hold.filter);
    return [
      `before each step x = x - ${keep}(x) + ${keep}(sqrt(abar) image + sqrt(1 - abar) z), image ${short(hold.image)}`,
    ];
  }
  const pictures = `image ${short(hold.image)}, m ${short(hold.mask)} made binary`;
  if (hold.mode === 'clean') return [`before and after each step x = m x + (1 - m) image, ${pictures}`];
  return [
    `after each step x' = m x' + (1 - m) (sqrt(abar') image + sqrt(1 - abar') z), ${pictures}, its greys at the last step alone`,
  ];
}

/** How a stage steps, and over which timesteps. */
function stepLines(schedule: Schedule, { x0, step, variance }: ProcessFormula): string[] {
  return [
    `x0 = ${x0}${clipped(schedule)}`,
    ...(step ? [`x' = ${step}`] : []),
    ...(variance ? [`sigma^2 = ${variance}${schedule.end === 'clean' ? '; 0 onto clean' : ''}`] : []),
    timesteps(schedule),
  ];
}

function clipped({ clip }: Schedule): string {
  const ways = { none: '', range: ', clamped to the range of pixels' };
  return typeof clip === 'string' ? ways[clip] : `, thresholded at its quantile ${clip.ratio}, at most ${clip.max}`;
}

function timesteps({ timesteps, end }: Schedule): string {
  const shown = timesteps.length > 6 ? [...timesteps.slice(0, 3), '...', ...timesteps.slice(-2)] : timesteps;
  return `t = ${shown.join(', ')}${end === 'clean' ? ', then clean' : ', where it stops'}`;
}

/** The network of a second stage answers with the noise, whatever `f` that of the first does. */
function upscaleLines({ upscale, hold }: Recipe, f: string, formula: ProcessFormula): string[] {
  if (!upscale) return [];
  const { start, schedule, guidance, noiseLevel } = upscale;
  const [first, level] = [`_${schedule.timesteps[0]}`, `_${noiseLevel}`];
  const { estimate, signal, noise } = formula;
  return [
    `second stage: y = ${signal(level)}enlarged(x) + ${noise(level)}z`,
    start === 'noise' ? 'x ~ N(0, I)' : `x = ${signal(first)}image + ${noise(first)}z`,
    `${estimate} as ${f === estimate ? '' : `${f} `}above, of x and y together, every g = ${guidance}`,
    ...(hold ? ['held as above, at this size'] : []),
    ...stepLines(schedule, formula),
  ];
}

function costLine(recipe: Recipe): string {
  const samples = counted(recipe.count, 'sample');
  if (recipe.study) {
    return `cost: ${samples} of ${counted(stepsOf(recipe), 'evaluation')} over ${counted(recipe.study.panels.length, 'panel')}, ${counted(rowsOf(recipe), 'U-Net row')} in all`;
  }
  const product = (schedule: Schedule, estimate: Estimate) =>
    [samples, counted(evaluationsOf(schedule), 'evaluation'), ...rowFactors(estimate)].join(' x ');
  const { first, second } = priceOf(recipe);
  const { schedule, upscale } = recipe;
  const ofSecond = upscale
    ? `; in the second stage ${product(upscale.schedule, estimateOfSecond(recipe))} = ${second}, dearer by far`
    : '';
  return `cost: ${product(schedule, recipe.estimate)} = ${first} U-Net rows${ofSecond}`;
}

/** Prompts and the rows of each, or the rows alone where prompts differ in them. */
function rowFactors(estimate: Estimate): string[] {
  const rows = leavesOf(estimate).map(rowsOfLeaf);
  if (rows.some((count) => count !== rows[0])) return [counted(sum(rows), 'row')];
  return [counted(rows.length, 'prompt'), counted(rows[0]!, 'row')];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
