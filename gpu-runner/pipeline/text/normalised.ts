/** A prompt as diffusers' IF pipelines read it, `clean_caption` aside: in lower case, without space around it. */
export function normalised(prompt: string): string {
  return prompt.toLowerCase().trim();
}
