import { stringify } from 'yaml';

/** What a card says to programs, by the names of the hub's model cards; `readCard` reads it. */
export interface Metadata {
  /** Prompts to try. */
  readonly examples?: readonly string[];
  /** How the model is best sampled, by the names of diffusers' pipelines. */
  readonly parameters?: {
    readonly guidance_scale: number;
    readonly num_inference_steps: number;
    readonly noise_level?: number;
  };
}

/** What the cards of all our bundles begin with. */
export function frontMatter({ examples, parameters }: Metadata = {}): string {
  const metadata = {
    license: 'mit',
    ...(examples && { widget: examples.map((text) => ({ text })) }),
    ...(parameters && { inference: { parameters } }),
  };
  return `---\n${stringify(metadata)}---\n`;
}
