import { rowsOf, stepsOf } from './cost.ts';
import { type Estimate, type Leaf, leavesOf } from './estimate.ts';
import type { Filter } from './filter.ts';
import type { Panel, Recipe, Schedule } from './recipe.ts';
import { evaluationsOf } from './schedules.ts';
import type { View } from './view.ts';

/** What a recipe computes, line by line: where it starts, how it estimates the noise, what it holds, how it steps, what it costs. */
export function formulaOf(recipe: Recipe): string[] {
  return [
    startLine(recipe),
    `eps = ${expressionOf(recipe.estimate, 'x')}`,
    'where eps(x; p, g) = eps(x; null) + g (eps(x; p) - eps(x; null))',
    ...holdLines(recipe),
    clipLine(recipe.schedule),
    "x' = sqrt(abar') b / (1 - abar) x0 + sqrt(a) (1 - abar') / (1 - abar) x + sigma z, a = abar / abar', b = 1 - a",
    timesteps(recipe.schedule),
    ...studyLines(recipe),
    costLine(recipe),
  ];
}

/** What each panel of a study has of its own. */
function studyLines({ study, start }: Recipe): string[] {
  const measured = 'image' in start ? ', with PSNR and SSIM against the image' : '';
  return study ? [`drawn side by side${measured}:`, ...study.panels.map((panel) => `  ${panelText(panel)}`)] : [];
}

function panelText(panel: Panel): string {
  if (panel.show === 'original') return `${panel.label}: the image`;
  const { label, estimate, schedule } = panel;
  const own = [
    ...(estimate ? [`eps = ${expressionOf(estimate, 'x')}`] : []),
    ...(schedule ? [timesteps(schedule)] : []),
    ...(panel.show === 'states' ? [`x after every ${panel.every} steps`] : []),
    ...(panel.show === 'picture' && panel.blur ? [`blurred by low[${panel.blur.sigma.join(' or ')}]`] : []),
  ];
  return `${label}: ${own.length > 0 ? own.join('; ') : 'as above'}`;
}

function startLine({ start }: Recipe): string {
  if ('noise' in start) return 'x ~ N(0, I)';
  return `x = sqrt(abar_${start.t}) image + sqrt(1 - abar_${start.t}) z, image ${short(start.image)}`;
}

/** An estimate as a formula of the picture that `x` stands for. */
export function expressionOf(estimate: Estimate, x: string): string {
  if ('view' in estimate) {
    const view = viewName(estimate.view);
    return `${view}^-1(${expressionOf(estimate.of, `${view}(${x})`)})`;
  }
  if ('mean' in estimate) {
    return `(${estimate.mean.map((part) => expressionOf(part, x)).join(' + ')}) / ${estimate.mean.length}`;
  }
  if ('sum' in estimate) {
    return estimate.sum.map(({ filter, of }) => `${filterName(filter)}(${expressionOf(of, x)})`).join(' + ');
  }
  return leafText(estimate, x);
}

function leafText({ prompt, negative, guidance }: Leaf, x: string): string {
  const words = prompt === '' ? 'null' : JSON.stringify(prompt);
  return `eps(${x}; ${words}${negative === '' ? '' : ` not ${JSON.stringify(negative)}`}, ${guidance})`;
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
  const known = hold.mode === 'clean' ? 'image' : '(sqrt(abar) image + sqrt(1 - abar) z)';
  return [`after each step x = m x + (1 - m) ${known}, image ${short(hold.image)}, m ${short(hold.mask)}`];
}

function clipLine({ clip }: Schedule): string {
  const clipped = { none: '', range: ', clamped to the range of pixels' };
  const clip0 =
    typeof clip === 'string' ? clipped[clip] : `, thresholded at its quantile ${clip.ratio}, at most ${clip.max}`;
  return `x0 = (x - sqrt(1 - abar) eps) / sqrt(abar)${clip0}`;
}

function timesteps({ timesteps, end }: Schedule): string {
  const shown = timesteps.length > 6 ? [...timesteps.slice(0, 3), '...', ...timesteps.slice(-2)] : timesteps;
  return `t = ${shown.join(', ')}${end === 'clean' ? ', then clean' : ', where it stops'}`;
}

function costLine(recipe: Recipe): string {
  const rows = `${rowsOf(recipe)} U-Net rows`;
  const samples = counted(recipe.count, 'sample');
  if (recipe.study) {
    return `cost: ${samples} x ${counted(stepsOf(recipe), 'evaluation')} over ${counted(recipe.study.panels.length, 'panel')} = ${rows}`;
  }
  const leaves = leavesOf(recipe.estimate).length;
  const factors = [samples, counted(evaluationsOf(recipe.schedule), 'evaluation'), counted(leaves, 'prompt'), '2 rows'];
  const stage = recipe.upscale ? ', and the second stage' : '';
  return `cost: ${factors.join(' x ')}${stage} = ${rows}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
