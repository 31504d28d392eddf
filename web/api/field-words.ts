const words: Readonly<Record<string, string>> = {
  count: 'Prints',
  t: 'Timestep t',
  image: 'Picture',
  noiseLevel: 'Noise level',
  upscaleSteps: 'Steps of upscaling',
  upscaleGuidance: 'Guidance of upscaling',
};

/** What a technique's field is called in a form. */
export function labelOfField(name: string): string {
  return words[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}
