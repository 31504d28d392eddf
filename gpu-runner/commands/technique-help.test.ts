import { type Field, fieldsOf } from '@manifold/shared/recipe/fields';
import { inputsOf } from '@manifold/shared/recipe/inputs';
import { type TechniqueName, techniqueNames } from '@manifold/shared/recipe/technique';
import { describe, expect, it } from 'vitest';
import { within } from '../cli.fixture.ts';
import { findManifest } from './find-bundle.ts';
import { main } from './main.ts';
import { askedOf } from './technique-command.ts';

const { signal } = new AbortController();

async function help(verb: TechniqueName, env: Record<string, string> = {}): Promise<string> {
  const { code, stdout } = await within('.', env, () => main([verb, '--help'], signal));
  expect(code).toBe(0);
  return stdout;
}

/** What is said of a flag, to the next. */
function saidOf(name: string, usage: string): string {
  const [, said = ''] = usage.split(`\n  --${name} `);
  return said.split('\n  -')[0]!;
}

describe.each(techniqueNames)('%s --help', (verb) => {
  it('tells of each field its range, its default and how many it takes', async () => {
    const usage = await help(verb);
    const notes = ({ isList, least, most, range, otherwise }: Field) => [
      range,
      otherwise,
      isList ? `${least === most ? least : `${least} to ${most}`} of them` : '',
    ];
    for (const field of fieldsOf(verb)) {
      const said = saidOf(field.name, usage);
      expect(said).toContain(field.description);
      for (const note of notes(field)) expect(said).toContain(note);
    }
  });

  it('ends with lines that can be run as they are', async () => {
    const lines = (await help(verb)).trimEnd().split('\n\n').at(-1)!.split('\n');
    for (const line of lines) {
      const [program, name, ...argv] = (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
      expect([program, name]).toEqual(['manifold', verb]);
      const { drawing } = await askedOf(verb, argv, signal);
      for (const digest of Object.values(inputsOf(drawing.recipe))) expect(drawing.inputs.has(digest)).toBe(true);
    }
  });
});

describe('a default that is the bundle’s', () => {
  it('is told of the bundle that is taken where none is named', async () => {
    const digits = (await findManifest('mnist-class'))!;
    const usage = await help('sample');
    expect(saidOf('steps', usage)).toContain(`(1 to 1000; mnist-class has ${digits.defaults.steps})`);
    expect(saidOf('guidance', usage)).toContain(`(-100 to 100; mnist-class has ${digits.defaults.guidance})`);
    expect(saidOf('upscaleSteps', usage)).toContain('(1 to 1000)');
  });

  it('is told of its second stage', async () => {
    const { guidance, steps, noiseLevel } = (await findManifest('if-tiny'))!.upscale!.defaults;
    const [colour, upscale] = [await help('colour'), await help('upscale')];
    expect(saidOf('upscaleSteps', colour)).toContain(`if-tiny has ${steps})`);
    expect(saidOf('upscaleGuidance', colour)).toContain(`if-tiny has ${guidance})`);
    expect(saidOf('noiseLevel', colour)).toContain(`if-tiny has ${noiseLevel})`);
    expect(saidOf('steps', upscale)).toContain(`if-tiny has ${steps})`);
    expect(saidOf('guidance', upscale)).toContain(`if-tiny has ${guidance})`);
  });

  it('is left out where the bundle cannot be read', async () => {
    const usage = await help('sample', { MANIFOLD_BUNDLES: '/nowhere' });
    expect(saidOf('steps', usage)).toContain('(1 to 1000)');
  });
});
