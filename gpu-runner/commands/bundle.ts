import { list } from './bundle/list.ts';
import { pull } from './bundle/pull.ts';
import { verify } from './bundle/verify.ts';
import type { Command } from './command.ts';
import { UsageError } from './flags.ts';

const usage = `manifold bundle list [--json]          the bundles that can be sampled here
manifold bundle verify [NAME...]       check their files: of all, or of those named or in these directories
manifold bundle pull NAME [flags]      fetch DeepFloyd IF: if-m, if-l or if-xl

  --json              print the manifests
  --to DIR            the directory that the bundle goes into    (the first of MANIFOLD_BUNDLES, else .manifold/bundles)
  --variant NAME      precision of the weights: fp16, fp32       (fp16)
  --accept-licence    agree to the licence without being asked
  --hub URL           a mirror of the hub                        (HF_ENDPOINT, else https://huggingface.co)

The weights of DeepFloyd IF are gated: accept their licence, for research that is not commercial, on the hub's page, and
give a token of yours as HF_TOKEN. A pull that was stopped goes on where it was. Bundles are looked for in the directories
of MANIFOLD_BUNDLES, separated as in PATH, in .manifold/bundles, and among those shipped.

HF_TOKEN=hf_... manifold bundle pull if-m`;

const actions: Readonly<Record<string, (argv: readonly string[], signal: AbortSignal) => Promise<number>>> = {
  list,
  verify,
  pull,
};

export const command: Command = {
  summary: 'list, fetch and verify the models',
  usage,
  async run([word = '', ...argv], signal) {
    if (!Object.hasOwn(actions, word)) throw new UsageError('bundle takes a word: list, verify or pull');
    return actions[word]!(argv, signal);
  },
};
