import { BundleError } from '../bundle/bundle-error.ts';
import { feedsOf } from '../bundle/part-feeds.ts';
import { type PartName, partNames, readPart } from '../bundle/parts.ts';
import { readNumbers, writeSafetensors } from '../bundle/safetensors.ts';
import { bundleSession } from '../runtime/inference.ts';
import type { SessionOptions } from '../runtime/session.ts';
import type { Tensors } from '../tensor/tensor.ts';
import type { Command } from './command.ts';
import { integerFlag, parseFlags, UsageError } from './flags.ts';
import { providerFrom } from './provider-flag.ts';

const usage = `manifold forward --bundle DIR --part NAME --inputs FILE -o FILE [flags]

Evaluates one network of a bundle once, to compare it with another implementation. Inputs and outputs are safetensors
files, named as in diffusers:

  unet            sample [N,C,H,W], timestep [N], encoder_hidden_states [N,L,D], class_labels [N]   to sample
  text_encoder    input_ids [N,L], attention_mask [N,L] (all ones)                                  to last_hidden_state
  safety_checker  clip_input [N,3,S,S]                                               to image_embeds, p_head, w_head

  --bundle DIR      a directory in diffusers' layout
  --part NAME       ${partNames.join(', ')}
  --inputs FILE     float32, int32 or int64; one timestep stands for all rows
  -o, --out FILE    where the float32 output goes
  --variant NAME    of the weights, e.g. fp16       (the first there is)
  --threads N       processor threads, 1 to 256     (all)
  --provider NAME   cuda, cpu or webgpu           (MANIFOLD_PROVIDER, else cuda where it is)

manifold forward --bundle if-m --part unet --inputs in.safetensors -o out.safetensors`;

const flagTypes = {
  bundle: { type: 'string' },
  part: { type: 'string' },
  inputs: { type: 'string' },
  out: { type: 'string', short: 'o' },
  variant: { type: 'string' },
  threads: { type: 'string' },
  provider: { type: 'string' },
} as const;

type Flags = ReturnType<typeof parseFlags<typeof flagTypes>>['values'];

export const command: Command = {
  summary: 'evaluate one network of a bundle',
  usage,
  async run(argv) {
    const { values, positionals } = parseFlags(argv, flagTypes);
    if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" belongs to no flag`);
    const threads = integerFlag('threads', values.threads, 0, 1, 256);
    const [bundle, inputs, out] = [wanted(values, 'bundle'), wanted(values, 'inputs'), wanted(values, 'out')];
    const part = partOf(wanted(values, 'part'));
    const options = { provider: await providerFrom(values.provider), ...(threads && { threads }) };
    const outputs = await evaluate(bundle, part, await readInputs(inputs), values.variant, options);
    await writeSafetensors(out, outputs);
    for (const [name, { dims }] of Object.entries(outputs))
      process.stdout.write(`${out}: ${name} [${dims.join(', ')}]\n`);
    return 0;
  },
};

async function evaluate(
  bundle: string,
  name: PartName,
  inputs: Tensors,
  variant: string | undefined,
  options: Pick<SessionOptions, 'threads' | 'provider'>,
): Promise<Tensors> {
  const { net, directory, weights, nameOf } = await readPart(bundle, name, inputs, variant);
  const feeds = feedsOf(net, inputs);
  const session = await bundleSession(net, directory, weights, options);
  const outputs = await session.run(feeds);
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [nameOf(name), tensor]));
}

async function readInputs(path: string): Promise<Tensors> {
  try {
    return await readNumbers(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new BundleError(code ? `--inputs: ${path} cannot be read: ${code}` : message, { cause });
  }
}

function wanted(flags: Flags, name: 'bundle' | 'part' | 'inputs' | 'out'): string {
  const value = flags[name];
  if (value === undefined || value === '') throw new UsageError(`--${name}: is missing`);
  return value;
}

function partOf(text: string): PartName {
  const name = partNames.find((known) => known === text);
  if (!name) throw new UsageError(`--part must be one of ${partNames.join(', ')}, not "${text}"`);
  return name;
}
