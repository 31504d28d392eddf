import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../protocol/manifest.ts';
import { anyPictureTechnique, anyRecipe, anyStudy, anyTechnique, manifest } from './arbitrary.ts';
import { checkRecipe } from './check.ts';
import { checkProcess, checkSuited, suits } from './check-process.ts';
import { compile, seeded } from './compile.ts';
import type { Estimate } from './estimate.ts';
import { prepareRecipe, prepareTechnique } from './prepare.ts';
import type { Recipe } from './recipe.ts';
import { runsOf } from './study.ts';
import { Technique, type TechniqueName } from './technique.ts';

const leaf = { prompt: '7', negative: '', guidance: 5 };
const good: Recipe = {
  version: 1,
  bundle: { name: manifest.name, revision: manifest.revision },
  start: { noise: 'gaussian' },
  estimate: leaf,
  schedule: { timesteps: [200, 100, 0], end: 'clean', clip: 'none' },
  seed: 1,
  count: 1,
};
const pointers = (recipe: Recipe) => checkRecipe(recipe, manifest).map(({ pointer }) => pointer);
const nested = (levels: number): Estimate => (levels === 1 ? leaf : { view: 'flip', of: nested(levels - 1) });
const digest = '00'.repeat(32);
const schedule = (timesteps: number[]) => ({ ...good.schedule, timesteps });
const low = { filter: { pass: 'low' as const, sigma: 2 }, of: leaf };
const high = { filter: { pass: 'high' as const, sigma: 2 }, of: leaf };

describe('checkRecipe', () => {
  it('finds no fault in recipes that fit the bundle', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        expect(checkRecipe(recipe, manifest)).toEqual([]);
      }),
    );
  });

  it.each<[string, Partial<Recipe>, string[]]>([
    ['a stale revision', { bundle: { name: manifest.name, revision: digest } }, ['/bundle/revision']],
    ['an unknown label', { estimate: { ...leaf, prompt: 'x' } }, ['/estimate/prompt']],
    ['an unknown label to avoid', { estimate: { ...leaf, negative: 'x' } }, ['/estimate/negative']],
    [
      'a label deep inside',
      { estimate: { mean: [leaf, { sum: [low, { ...high, of: { ...leaf, prompt: '10' } }] }] } },
      ['/estimate/mean/1/sum/1/of/prompt'],
    ],
    [
      'colour where there is one channel',
      {
        estimate: {
          sum: [
            { filter: { channels: 'mean' }, of: leaf },
            { filter: { channels: 'rest' }, of: leaf },
          ],
        },
      },
      ['/estimate/sum/0/filter', '/estimate/sum/1/filter'],
    ],
    ['a negative of pixels from 0 to 1', { estimate: { view: 'negate', of: leaf } }, ['/estimate/view']],
    ['a fifth level', { estimate: nested(5) }, ['/estimate']],
    ['a ninth leaf', { estimate: { mean: [{ mean: Array(8).fill(leaf) }, leaf] } }, ['/estimate']],
    ['two low passes', { estimate: { sum: [low, low] } }, ['/estimate/sum']],
    [
      'unequal sigmas',
      { estimate: { sum: [low, { ...high, filter: { pass: 'high', sigma: 3 } }] } },
      ['/estimate/sum'],
    ],
    ['three filters, deep', { estimate: { view: 'flip', of: { sum: [low, high, high] } } }, ['/estimate/of/sum']],
    ['a timestep that was not trained', { schedule: schedule([300, 0]) }, ['/schedule/timesteps/0']],
    ['an image to start from', { start: { image: digest, fit: 'crop', t: 200 } }, ['/start/image']],
    ['an image to hold', { hold: { image: digest, mask: digest, fit: 'crop', mode: 'clean' } }, ['/hold']],
    [
      'a factor to hold an image by',
      { hold: { image: digest, filter: { scale: 2 }, fit: 'crop' } },
      ['/hold/filter', '/hold'],
    ],
    [
      'pure noise that nothing denoises',
      { schedule: { ...good.schedule, timesteps: [200], end: 'stop' } },
      ['/schedule/timesteps'],
    ],
    [
      'a second stage',
      { upscale: { start: 'noise', schedule: good.schedule, guidance: 4, noiseLevel: 250 } },
      ['/upscale'],
    ],
  ])('names %s', (_, change, expected) => {
    expect(pointers({ ...good, ...change })).toEqual(expected);
  });

  it('names a hold of what makes no step at its end', () => {
    const hold = { image: digest, mask: digest, fit: 'crop', mode: 'clean' } as const;
    const start = { image: digest, fit: 'crop', t: 200 } as const;
    const seeing = { ...manifest, accepts: { images: true, upscale: false } };
    const faultsOf = (timesteps: number[]) =>
      checkRecipe({ ...good, start, hold, schedule: { ...schedule(timesteps), end: 'stop' } }, seeing);
    expect(faultsOf([200, 100])).toEqual([]);
    expect(faultsOf([200]).map(({ pointer }) => pointer)).toEqual(['/hold']);
  });

  it('names every fault at once', () => {
    const estimate = {
      mean: [
        { ...leaf, prompt: 'a' },
        { ...leaf, negative: 'b' },
      ],
    };
    expect(pointers({ ...good, estimate, schedule: schedule([400]) })).toEqual([
      '/estimate/mean/0/prompt',
      '/estimate/mean/1/negative',
      '/schedule/timesteps/0',
    ]);
  });

  it('bounds the evaluations and the price', () => {
    const long = { ...manifest, trainTimesteps: 10_000 };
    const falling = (length: number) => Array.from({ length }, (_, i) => length - 1 - i);
    const faults = (change: Partial<Recipe>) => checkRecipe({ ...good, ...change }, long).map(({ pointer }) => pointer);
    expect(faults({ schedule: schedule(falling(1000)) })).toEqual([]);
    expect(faults({ schedule: schedule(falling(1001)) })).toEqual(['/schedule/timesteps']);
    expect(faults({ schedule: schedule(falling(625)), count: 16 })).toEqual([]);
    expect(faults({ schedule: schedule(falling(626)), count: 16 })).toEqual(['/count']);
  });

  it('takes the negative where pixels lie about 0', () => {
    const signed = { ...manifest, pixelRange: [-1, 1] as [number, number] };
    expect(checkRecipe({ ...good, estimate: { view: 'negate', of: leaf } }, signed)).toEqual([]);
  });

  it('takes images where the bundle does, from the first timestep of the schedule', () => {
    const seeing = { ...manifest, accepts: { images: true, upscale: false } };
    const from = (t: number): Recipe => ({ ...good, start: { image: digest, fit: 'crop', t } });
    expect(checkRecipe(from(200), seeing)).toEqual([]);
    expect(checkRecipe(from(100), seeing).map(({ pointer }) => pointer)).toEqual(['/start/t']);
    const noisedOnly = { ...from(0), schedule: { ...schedule([0]), end: 'stop' as const } };
    expect(checkRecipe(noisedOnly, seeing)).toEqual([]);
  });

  it('takes any words where the bundle reads text', () => {
    const reader = { ...manifest, prompt: { kind: 'text' as const, tokens: 77, examples: [] } };
    expect(checkRecipe({ ...good, estimate: { ...leaf, prompt: 'a rocket ship' } }, reader)).toEqual([]);
  });

  it('takes no prompt where the bundle heeds none, and nothing that would guide it', () => {
    const unprompted: Manifest = { ...manifest, prompt: { kind: 'none' }, defaults: { guidance: 1, steps: 50 } };
    const empty = { prompt: '', negative: '', guidance: 1 };
    const faults = (estimate: Recipe['estimate']) => checkRecipe({ ...good, estimate }, unprompted);
    expect(faults({ mean: [empty, { view: 'flip', of: empty }] })).toEqual([]);
    expect(faults({ ...empty, prompt: '7' })).toEqual([
      { pointer: '/estimate/prompt', detail: `${manifest.name} takes no prompt; leave it empty` },
    ]);
    const wrong = { mean: [empty, { ...empty, negative: '7', guidance: 5 }] };
    expect(faults(wrong).map(({ pointer }) => pointer)).toEqual([
      '/estimate/mean/1/negative',
      '/estimate/mean/1/guidance',
    ]);
  });
});

describe('prepareTechnique', () => {
  const seeing = { ...manifest, accepts: { images: true, upscale: false } };
  const faults = (technique: object) => {
    const { prompt = '7', ...rest } = { technique: 'sample', ...technique } as { prompt?: unknown };
    const parsed = Technique.parse(
      'prompt' in technique && technique.prompt === undefined ? rest : { prompt, ...rest },
    );
    const prepared = prepareTechnique(parsed, manifest, () => 5);
    return prepared.ok ? [] : prepared.faults.map(({ pointer }) => pointer);
  };

  it('prepares what fits, as the compiled recipe would be', () => {
    fc.assert(
      fc.property(anyTechnique, (technique) => {
        const prepared = prepareTechnique(technique, manifest, () => 5);
        if (!prepared.ok) throw new Error(prepared.faults[0]!.detail);
        expect(prepareRecipe(prepared.recipe, manifest)).toEqual(prepared);
      }),
    );
  });

  it('refuses by its name what no bundle of the kind can do', () => {
    const kinds = (['diffusion', 'flow', 'denoiser'] as const).map((process) => ({ ...seeing, process }));
    fc.assert(
      fc.property(fc.oneof(anyTechnique, anyPictureTechnique, anyStudy), fc.constantFrom(...kinds), (asked, kind) => {
        const wanted = checkSuited(asked.technique, kind);
        if (wanted.length === 0) {
          const recipe = compile(
            seeded(asked, () => 1),
            kind,
          );
          expect(runsOf(recipe).flatMap((run) => checkProcess(run, kind))).toEqual([]);
        } else {
          expect(prepareTechnique(asked, kind, () => 1)).toEqual({ ok: false, faults: wanted });
        }
      }),
    );
  });

  it.each<[TechniqueName, Partial<Manifest>, string]>([
    ['inpaint', { process: 'flow' }, 'is a flow, and inpaint needs a diffusion; choose another model'],
    ['sample', { process: 'denoiser' }, 'is a denoiser, and sample needs a diffusion or a flow; choose another model'],
    ['guidance', { prompt: { kind: 'none' } }, 'takes no prompt that could be guided; choose another model'],
    ['colour', {}, 'has one channel and no colour; choose a model with three'],
    ['upscale', {}, 'has no second stage; choose a model that has one'],
  ])('says why a bundle cannot do %s', (technique, kind, why) => {
    const bundle = { ...seeing, ...kind };
    const [fault] = checkSuited(technique, bundle);
    expect(fault).toEqual({ pointer: '/bundle', detail: `mnist-class ${why}` });
    expect([suits(technique, bundle), suits('noise', bundle)]).toEqual([false, true]);
  });

  it('names the bound of the training to an edit by strength', () => {
    const asked = Technique.parse({ technique: 'edit', image: digest, prompt: '7', strength: 0.5, steps: 400 });
    const detail = 'mnist-class was trained on 300 timesteps; ask for at most that many';
    expect(prepareTechnique(asked, seeing, () => 1)).toEqual({ ok: false, faults: [{ pointer: '/steps', detail }] });
  });

  it('denoises with a denoiser alone', () => {
    const asked = Technique.parse({ technique: 'denoise', image: digest, sigma: [0.2, 0.5] });
    const denoiser: Manifest = {
      ...seeing,
      process: 'denoiser',
      trainTimesteps: 101,
      prompt: { kind: 'none' },
      defaults: { guidance: 1, steps: 1 },
    };
    const prepared = prepareTechnique(asked, denoiser, () => 1);
    expect(prepared).toMatchObject({ ok: true, recipe: { start: { image: digest, t: 20 } } });
    expect(prepareTechnique(asked, manifest, () => 1)).toMatchObject({ faults: [{ pointer: '/bundle' }] });
    expect(() => Technique.parse({ ...asked, sigma: [0.123] })).toThrow();
    expect(() => Technique.parse({ ...asked, sigma: [1.5] })).toThrow();
  });

  it.each([
    [{ prompt: 'x' }, ['/prompt']],
    [{ prompt: '' }, []],
    [{ prompt: 'x', negative: 'y' }, ['/prompt', '/negative']],
    [{ steps: 301 }, ['/steps']],
    [{ steps: 300 }, []],
    [{ technique: 'anagram', prompt: ['6', 'x', 'y'], view: ['flip', 'skew'] }, ['/prompt/1', '/prompt/2']],
    [{ technique: 'edit', image: digest }, ['/image']],
    [{ technique: 'edit', image: digest, t: 300 }, ['/t']],
    [{ technique: 'edit', image: digest, t: 3, steps: 5 }, ['/steps']],
    [{ technique: 'inpaint', image: digest, mask: digest, prompt: 'x' }, ['/prompt', '/image']],
    [{ technique: 'hybrid', prompt: undefined, low: 'x', high: '9' }, ['/low']],
    [{ technique: 'triple', prompt: undefined, low: '3', middle: 'y', high: 'z' }, ['/middle', '/high']],
    [{ technique: 'colour', prompt: undefined, grey: '3', colour: 'y' }, ['/bundle']],
    [{ technique: 'motion', prompt: undefined, moving: 'x', still: '5' }, ['/moving']],
    [{ technique: 'scale', prompt: ['3', 'x'], weight: [0.3, 0.7] }, ['/prompt/1']],
    [{ technique: 'anagram', prompt: ['6', '9'], view: ['negate'] }, ['/view']],
    [{ technique: 'anagram', prompt: ['6', '9'], negative: 'x' }, ['/negative']],
    [{ technique: 'colourise', image: digest }, ['/bundle']],
    [{ technique: 'noise', prompt: undefined, image: digest, t: [5, 300] }, ['/t/1']],
    [{ technique: 'edit', image: digest, t: [299, 300] }, ['/t/1']],
    [{ technique: 'compare', prompt: 'x', image: digest }, ['/prompt', '/image']],
    [{ technique: 'edit', image: digest, t: [200, 3], steps: 5 }, ['/steps']],
    [{ technique: 'steps', steps: [10, 301] }, ['/steps/1']],
    [{ technique: 'guidance', prompt: 'x' }, ['/prompt']],
    [{ technique: 'guidance', count: 16 }, ['/count']],
  ])('points into the technique: %o', (technique, expected) => {
    expect(faults(technique)).toEqual(expected);
  });
});
