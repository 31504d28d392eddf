import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bounds } from '@manifold/shared/recipe/bounds';
import { parse } from 'yaml';
import { z } from 'zod';

/** What a bundle's card says of it. */
export interface Card {
  readonly title?: string;
  readonly licence?: string;
  /** Prompts to try. */
  readonly examples: string[];
  /** How it is best sampled, as far as the card says. */
  readonly defaults: { readonly guidance?: number; readonly steps?: number; readonly noiseLevel?: number };
}

const whole = (least: number, most: number) => z.int().min(least).max(most).optional().catch(undefined);

/** The parameters of diffusers' pipelines, by the names they have there. */
const Parameters = z.object({
  guidance_scale: z.number().min(0).max(bounds.guidance).optional().catch(undefined),
  num_inference_steps: whole(1, bounds.evaluations),
  noise_level: whole(0, 9999),
});

/** The metadata of a model card of the Hugging Face hub, as far as it is of use here. What is written there otherwise is left out. */
const FrontMatter = z
  .object({
    license: z.string().optional().catch(undefined),
    widget: z
      .array(z.object({ text: z.string().min(1).max(bounds.prompt) }))
      .max(bounds.examples)
      .catch([]),
    inference: z.object({ parameters: Parameters }).catch({ parameters: {} }),
  })
  .catch({ widget: [], inference: { parameters: {} } });

/**
 * Reads the card of a bundle, README.md as the Hugging Face hub has them: its metadata stands in the front matter, the title is
 * the first heading. A bundle without a card has neither.
 */
export async function readCard(directory: string): Promise<Card> {
  const text = await readFile(join(directory, 'README.md'), 'utf8').catch(() => '');
  const { license, widget, inference } = FrontMatter.parse(frontMatterOf(text));
  const { guidance_scale, num_inference_steps, noise_level } = inference.parameters;
  const title = /^# +(\S.*?)\s*$/m.exec(text)?.[1];
  return {
    ...(title && { title }),
    ...(license && { licence: license }),
    examples: widget.map((each) => each.text),
    defaults: {
      ...(guidance_scale !== undefined && { guidance: guidance_scale }),
      ...(num_inference_steps !== undefined && { steps: num_inference_steps }),
      ...(noise_level !== undefined && { noiseLevel: noise_level }),
    },
  };
}

/** The front matter of a card, which is YAML; what cannot be read says nothing. */
export function frontMatterOf(card: string): unknown {
  const source = /^---\r?\n(.*?)^---\r?$/ms.exec(card)?.[1] ?? '';
  try {
    return parse(source) ?? {};
  } catch {
    return {};
  }
}
