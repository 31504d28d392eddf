const words: Readonly<Record<string, string>> = {
  bundle: 'Model',
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

/** What a JSON pointer into a request names, in words; nothing of the whole. */
export function labelOfPointer(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  const name = parts.findLast((part) => !/^\d+$/.test(part));
  const place = name && parts.at(-1) !== name ? ` ${Number(parts.at(-1)) + 1}` : '';
  return name ? labelOfField(name) + place : '';
}

/** What is said where a picture is given: its own address serves it to no one, a result made from it lets anyone have it drawn. */
export const sharingHint = 'Whoever you share a result with can have this picture shown too.';

/** What is said while the picture of a field is on its way to the server. */
export function uploadingSentence(field: string): string {
  return `Uploading the ${labelOfField(field).toLowerCase()}.`;
}

/** What is said of a file that could not take the place of the picture in a field, with what is wrong with it. */
export function rejectedSentence(wrong: string, field: string): string {
  return `${wrong} The ${labelOfField(field).toLowerCase()} that was there stays.`;
}

/** What is said once another picture in a field, or none, has stopped an upload. */
export function stoppedSentence(field: string): string {
  return `The upload was stopped, since the ${labelOfField(field).toLowerCase()} was being changed: develop again.`;
}

/** What is said where the server could not be reached to upload the picture of a field. */
export function unreachedSentence(field: string): string {
  return `The ${labelOfField(field).toLowerCase()} was not uploaded, since the server could not be reached: develop again.`;
}
