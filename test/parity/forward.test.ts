import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readNumbers, writeSafetensors } from '../../gpu-runner/bundle/safetensors.ts';
import { within } from '../../gpu-runner/cli.fixture.ts';
import { main } from '../../gpu-runner/commands/main.ts';
import { farthest, golden } from './golden.ts';

const made: string[] = [];
let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'forward-'));
  made.push(scratch);
});
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true });
});

/** A copy of a golden bundle, to be damaged. */
function copyOf(name: string): string {
  const bundle = join(scratch, 'bundle');
  cpSync(join(golden, name), bundle, { recursive: true });
  return bundle;
}

async function forward(bundle: string, part: string, inputs = join(bundle, 'inputs.safetensors')) {
  const out = join(scratch, 'out.safetensors');
  const flags = ['--bundle', bundle, '--part', part, '--inputs', inputs, '-o', out, '--threads', '1'];
  const ended = await within(scratch, {}, () => main(['forward', ...flags], new AbortController().signal));
  return { ...ended, out };
}

describe('manifold forward', () => {
  it('writes what the network answers, under the name it has in diffusers', async () => {
    const { code, stdout, out } = await forward(join(golden, 't5'), 'text_encoder');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('last_hidden_state [3, 77, ') });
    const { last_hidden_state: expected } = await readNumbers(join(golden, 't5', 'expected.safetensors'));
    const { last_hidden_state: answer } = await readNumbers(out);
    expect(farthest(answer!.data, expected!.data)).toBeLessThan(1e-4 * Math.max(...expected!.data.map(Math.abs)));
  });

  it('takes one timestep for all rows', async () => {
    const inputs = await readNumbers(join(golden, 'stage1-bf16', 'inputs.safetensors'));
    const three = join(scratch, 'three.safetensors');
    const one = join(scratch, 'one.safetensors');
    await writeSafetensors(three, { ...inputs, timestep: { dims: [3], data: Float32Array.of(9, 9, 9) } });
    await writeSafetensors(one, { ...inputs, timestep: { dims: [], data: Float32Array.of(9) } });
    const answer = async (path: string) => readFileSync((await forward(join(golden, 'stage1-bf16'), 'unet', path)).out);
    expect((await answer(three)).equals(await answer(one))).toBe(true);
  });
});

describe('manifold forward names what is wrong before it loads anything', () => {
  it('a file cut short', async () => {
    const bundle = copyOf('t5');
    truncateSync(join(bundle, 'text_encoder/model.safetensors'), 20_000);
    const { code, stderr } = await forward(bundle, 'text_encoder');
    expect(code).toBe(1);
    expect(stderr).toMatch(/model\.safetensors: \S+ ends at byte \d+ of a file of 20000/);
  });

  it('a configuration that asks for other weights', async () => {
    const bundle = copyOf('t5');
    configure(bundle, 'text_encoder', { d_ff: 39 });
    expect((await forward(bundle, 'text_encoder')).stderr).toMatch(
      /model\.safetensors: the weight \S+wi_0\.weight is \[\d+, \d+\], where \[39, \d+\] is wanted/,
    );
    configure(copyOf('t5'), 'text_encoder', { num_layers: 9 });
    expect((await forward(bundle, 'text_encoder')).stderr).toContain('the weights have no encoder.block.');
  });

  it('weights that the configuration has no place for', async () => {
    const bundle = copyOf('stage1');
    configure(bundle, 'unet', { only_cross_attention: true });
    expect((await forward(bundle, 'unet')).stderr).toMatch(
      /the weight \S+attentions\.0\.to_\w\.\w+ is none of this network's/,
    );
  });

  it('an option unknown', async () => {
    const bundle = copyOf('stage1');
    configure(bundle, 'unet', { attention_kind: 'linear' });
    expect((await forward(bundle, 'unet')).stderr).toMatch(/unet\/config\.json: .*attention_kind/);
  });

  it('inputs that are missing, misshapen or unknown', async () => {
    const inputs = await readNumbers(join(golden, 't5', 'inputs.safetensors'));
    const { input_ids: ids } = inputs as { input_ids: { dims: number[]; data: Float32Array } };
    const path = join(scratch, 'in.safetensors');
    const complaint = async (given: typeof inputs) => {
      await writeSafetensors(path, given);
      return (await forward(join(golden, 't5'), 'text_encoder', path)).stderr;
    };
    expect(await complaint({})).toContain('the inputs have no input_ids');
    expect(await complaint({ input_ids: { dims: [ids.data.length], data: ids.data } })).toContain('2 axes are wanted');
    expect(await complaint({ ...inputs, mask: ids })).toContain(
      'there is no input mask; there are input_ids, attention_mask',
    );
  });

  it('a part, a flag or a file that is not there', async () => {
    expect(await forward(join(golden, 't5'), 'vae')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--part must be one of unet, text_encoder, safety_checker, not "vae"'),
    });
    expect((await forward(join(golden, 't5'), 'unet', join(scratch, 'no'))).stderr).toContain(
      'no cannot be read: ENOENT',
    );
  });
});

function configure(bundle: string, part: string, change: object): void {
  const path = join(bundle, part, 'config.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
}
