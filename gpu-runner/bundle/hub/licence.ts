import { downloadFile } from '@huggingface/hub';
import { z } from 'zod';
import { frontMatterOf } from '../card.ts';
import { accessTo, explained, type Hub, type Repository } from './hub.ts';

/** What a card says of its licence; what is written otherwise says nothing. */
const Licence = z
  .object({
    extra_gated_prompt: z.string().trim().min(1).optional().catch(undefined),
    license: z.string().optional().catch(undefined),
  })
  .catch({});

/**
 * The licence of a repository: the text that its page asks one to accept, from the front matter of its card, or else its name and
 * where it is read.
 */
export async function licenceOf(hub: Hub, { name, commit }: Repository, signal: AbortSignal): Promise<string> {
  const request = { repo: name, path: 'README.md', revision: commit, xet: false, ...accessTo(hub, signal) };
  const card = await explained(hub, name, () => downloadFile(request));
  const { extra_gated_prompt: prompt, license } = Licence.parse(frontMatterOf((await card?.text()) ?? ''));
  return prompt ?? `Licence: ${license ?? 'not stated'}, to be read at ${hub.url}/${name}`;
}
