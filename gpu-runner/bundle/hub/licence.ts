import { downloadFile } from '@huggingface/hub';
import { BundleError } from '../bundle-error.ts';
import { frontMatterOf } from '../card.ts';
import { accessTo, explained, type Hub, type Repository } from './hub.ts';

/** The licence of a gated repository: the text that its page asks one to accept, from the front matter of its card. */
export async function licenceOf(hub: Hub, { name, commit }: Repository, signal: AbortSignal): Promise<string> {
  const request = { repo: name, path: 'README.md', revision: commit, xet: false, ...accessTo(hub, signal) };
  const card = await explained(hub, name, () => downloadFile(request));
  const text = gatedPrompt((await card?.text()) ?? '');
  if (text) return text;
  throw new BundleError(`${name} shows no licence in its card; read it at ${hub.url}/${name}`);
}

/** `extra_gated_prompt` of a card's front matter; undefined where there is none. */
export function gatedPrompt(card: string): string | undefined {
  const { extra_gated_prompt: prompt } = frontMatterOf(card) as { extra_gated_prompt?: unknown };
  return typeof prompt === 'string' && prompt.trim() !== '' ? prompt.trim() : undefined;
}
