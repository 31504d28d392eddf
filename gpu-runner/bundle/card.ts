import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bounds } from '@manifold/shared/recipe/bounds';
import { shortened } from '@manifold/shared/recipe/shortened';
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

/** Characters of a title and of a licence in a manifest. */
const LONGEST = 100;

/**
 * Reads the card of a bundle, README.md as the Hugging Face hub has them: its metadata stands in the front matter, the title is
 * the first heading after it. A bundle without a card has neither. What is too long is cut.
 */
export async function readCard(directory: string): Promise<Card> {
  const text = await readFile(join(directory, 'README.md'), 'utf8').catch(() => '');
  const { license, widget, inference } = FrontMatter.parse(frontMatterOf(text));
  const { guidance_scale, num_inference_steps, noise_level } = inference.parameters;
  const title = titleOf(text.replace(FRONT, ''));
  return {
    ...(title && { title: shortened(title, LONGEST) }),
    ...(license && { licence: shortened(license, LONGEST) }),
    examples: widget.map((each) => each.text),
    defaults: {
      ...(guidance_scale !== undefined && { guidance: guidance_scale }),
      ...(num_inference_steps !== undefined && { steps: num_inference_steps }),
      ...(noise_level !== undefined && { noiseLevel: noise_level }),
    },
  };
}

/** What stands between two lines of dashes at the start of a card. */
const FRONT = /^\s*---\r?\n(.*?\n)??---[ \t]*(\r?\n|$)/s;

/** The front matter of a card, which is YAML; what cannot be read says nothing. */
export function frontMatterOf(card: string): unknown {
  const source = FRONT.exec(card)?.[1] ?? '';
  try {
    return parse(source) ?? {};
  } catch {
    return {};
  }
}

/** A block of code in Markdown, to its closing fence or to the end. */
const FENCED = /^ {0,3}(`{3,}|~{3,})[^\n]*\n(.*?\n)??( {0,3}\1[^\n]*$|(?!.))/gms;

/** The first heading of a text in Markdown; what begins with # in code is none. */
function titleOf(text: string): string | undefined {
  return /^# +(\S.*?)\s*$/m.exec(text.replace(FENCED, ''))?.[1];
}
