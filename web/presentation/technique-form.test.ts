import { Digest } from '@manifold/shared/image/digest';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { anyTechnique, upscaling as seeing } from '@manifold/shared/recipe/arbitrary';
import { canonicalRecipe } from '@manifold/shared/recipe/canonical';
import { compile } from '@manifold/shared/recipe/compile';
import { decompile } from '@manifold/shared/recipe/decompile';
import { fieldsOf } from '@manifold/shared/recipe/fields';
import { techniqueNames } from '@manifold/shared/recipe/technique';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSettings, makes, recipeOf, requestsOf } from './settings.ts';
import {
  blankEntry,
  initialValues,
  isHeeded,
  isRemovable,
  on,
  readForm,
  valuesOf,
  valuesOfSettings,
} from './technique-form.ts';

const digests = Object.fromEntries(['image', 'mask'].map((name, i) => [name, Digest.parse(String(i).repeat(64))]));

function read(
  technique: (typeof techniqueNames)[number],
  values = {},
  pictures: Record<string, Digest> = digests,
  manifest: Manifest = seeing,
) {
  const fields = fieldsOf(technique);
  const files = fields.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const given = Object.fromEntries(Object.entries(pictures).filter(([name]) => files.includes(name)));
  const all = { ...initialValues(fields, manifest), ...values };
  return readForm(technique, fields, { values: all, digests: given }, { manifest, seed: 5 });
}

/** What these digits cannot do: some want colours, one a denoiser. */
const unfit = ['colour', 'colourise', 'denoise'];
const denoiser: Manifest = {
  ...seeing,
  process: 'denoiser',
  trainTimesteps: 101,
  prompt: { kind: 'none' },
  defaults: { guidance: 1, steps: 1 },
};

describe('readForm', () => {
  it.each(techniqueNames.filter((name) => !unfit.includes(name)))(
    'a form of %s can be sent as it starts',
    (technique) => {
      expect(read(technique)).toMatchObject({ ok: true, request: { technique, bundle: seeing.name, seed: 5 } });
    },
  );

  it('shows what a denoiser heeds alone, and sends it', () => {
    const shown = fieldsOf('one-step').filter((field) => isHeeded(field, denoiser));
    expect(shown.map(({ name }) => name)).toEqual(['image', 'fit', 'seed', 'count', 't']);
    expect(read('one-step', {}, digests, denoiser)).toMatchObject({ ok: true, request: { prompt: '', guidance: 1 } });
    expect(read('denoise', {}, digests, denoiser)).toMatchObject({ ok: true, request: { sigma: [0.5] } });
  });

  it('says of an anagram and its second stage all that there is to say', () => {
    const lists = { prompt: ['6', '9', '3'], view: ['jigsaw', 'patches'] };
    const numbers = { permutation: '7', noiseLevel: '100', upscaleSteps: '20', upscaleGuidance: '2.5' };
    const said = { permutation: 7, noiseLevel: 100, upscaleSteps: 20, upscaleGuidance: 2.5 };
    const plain = { negative: '1', spacing: 'course' };
    const reading = read('anagram', { ...lists, ...numbers, ...plain, upscale: on });
    expect(reading).toMatchObject({ ok: true, request: { ...lists, ...said, ...plain, upscale: true } });
  });

  it('asks without words for as many views as are chosen', () => {
    const wordless: Manifest = { ...denoiser, process: 'diffusion' };
    const view = ['identity', 'flip', 'rotate-180'];
    const prompts = (values: object) => {
      const reading = read('anagram', values, {}, wordless);
      return reading.ok && 'prompt' in reading.request && reading.request.prompt;
    };
    expect([{}, { view }].map(prompts)).toEqual([
      ['', ''],
      ['', '', ''],
    ]);
  });

  it('keeps what is typed, and leaves to the schema what is empty', () => {
    const reading = read('edit', { t: '120', guidance: '', prompt: '3', seed: '9', count: '2' });
    expect(reading).toMatchObject({ ok: true, request: { t: 120, prompt: '3', seed: 9, count: 2 } });
    expect(reading.ok && 'guidance' in reading.request).toBe(false);
  });

  it('reads a flag, set or not', () => {
    expect(read('sample', { upscale: on })).toMatchObject({ ok: true, recipe: { upscale: { noiseLevel: 250 } } });
    const unset = read('sample', { upscale: '' });
    expect(unset.ok && 'upscale' in unset.request).toBe(false);
  });

  it('reads a list of numbers', () => {
    expect(read('scale', { weight: ['0.25', '0.75'] })).toMatchObject({ ok: true, request: { weight: [0.25, 0.75] } });
  });

  it.each([
    ['inpaint', {}, {}, '/mask', 'Choose a picture.'],
    ['edit', { t: '3', start: '2' }, digests, '/t', 'Says the same as start; leave one of them out.'],
    ['edit', { start: [''], t: ['500'] }, digests, '/start/0', 'Is missing; it must be a number.'],
    ['noise', { t: ['250', ' '] }, digests, '/t/1', /missing/],
    ['edit', { count: '17' }, digests, '/count', /16/],
    ['edit', { guidance: 'x' }, digests, '/guidance', /number/],
    ['anagram', { prompt: ['6', '12'] }, digests, '/prompt/1', /12|one of/],
    ['anagram', { prompt: ['6', '9', '3'] }, digests, '/view', /one for each/],
    ['anagram', { prompt: Array.from('123456789') }, digests, '/prompt', /8/],
  ] as const)('of %s with %o it says what is wrong, where', (technique, values, pictures, pointer, message) => {
    const reading = read(technique, values, pictures);
    expect(reading.ok ? {} : reading.errors).toHaveProperty([pointer]);
    expect(reading.ok ? '' : reading.errors[pointer]).toMatch(message);
  });
});

describe('valuesOf', () => {
  it('fills a form so that it asks for the recipe that a technique was told from', () => {
    fc.assert(
      fc.property(anyTechnique, (asked) => {
        const recipe = compile({ ...asked, seed: asked.seed ?? 0 }, seeing);
        const told = decompile(recipe, seeing);
        const reading = told && read(told.technique, valuesOf(told), {});
        // As text, in which there is one nought.
        const again = reading?.ok ? canonicalRecipe(reading.recipe) : reading;
        expect(again).toEqual(told && canonicalRecipe(recipe));
      }),
    );
  });

  it.each(makes)('takes over what is set in the studio: %s', (technique) => {
    const set = { ...defaultSettings(seeing), technique, guidance: 4, seed: 9, prompts: ['2', '3'], enlarged: {} };
    const [request] = requestsOf({ ...set, prompts: ['2'] }, 9, seeing.name);
    const values = valuesOfSettings(set, seeing);
    expect(read(technique, values, {})).toMatchObject({ ok: true, recipe: recipeOf(request, seeing) });
    expect(valuesOfSettings({ ...set, seed: undefined, prompts: [] }, seeing)).toMatchObject({ seed: '', upscale: on });
    expect(valuesOfSettings(set, { ...seeing, accepts: { images: true, upscale: false } }).upscale).toBe('');
  });

  it('sets a flag, and leaves empty what is not said or is no number', () => {
    const values = valuesOf({ technique: 'sample', prompt: '7', steps: Number.NaN, upscale: true, noiseLevel: 40 });
    const said = { prompt: '7', steps: '', upscale: on, noiseLevel: '40' };
    expect(values).toEqual({ ...initialValues(fieldsOf('sample'), seeing), ...said, negative: '', count: '' });
  });
});

const fieldOf = (technique: (typeof techniqueNames)[number], wanted: string) =>
  fieldsOf(technique).find(({ name }) => name === wanted)!;

describe('isHeeded', () => {
  const shown = (manifest: Manifest) =>
    fieldsOf('anagram')
      .filter((field) => field.name !== 'bundle' && isHeeded(field, manifest))
      .map(({ name }) => name);

  it('shows all of an anagram on a bundle that heeds all, drawn views and their order too', () => {
    expect(['bundle', ...shown(seeing)]).toEqual(fieldsOf('anagram').map(({ name }) => name));
    expect(fieldOf('anagram', 'view').choices).toEqual(expect.arrayContaining(['patches', 'pixels', 'jigsaw']));
  });

  it('hides what a flow without words and second stage does not heed', () => {
    const flow: Manifest = { ...denoiser, process: 'flow', accepts: { images: true, upscale: false } };
    expect(shown(flow)).toEqual(['view', 'permutation', 'steps', 'seed', 'count']);
  });
});

describe('isRemovable', () => {
  it('leaves as many entries as must be given', () => {
    expect(isRemovable(fieldOf('edit', 'start'), 1)).toBe(true);
    expect(read('edit', { start: [], t: ['120'] })).toMatchObject({ ok: true, request: { t: [120] } });
    expect([2, 3].map((count) => isRemovable(fieldOf('anagram', 'prompt'), count))).toEqual([false, true]);
  });
});

describe('blankEntry', () => {
  it('begins words with a label, a choice with the first, and a number with nothing', () => {
    expect(blankEntry(fieldOf('anagram', 'prompt'), seeing)).toBe('0');
    expect(blankEntry(fieldOf('anagram', 'view'), seeing)).toBe(fieldOf('anagram', 'view').choices[0]);
    expect(blankEntry(fieldOf('edit', 'start'), seeing)).toBe('');
  });
});
