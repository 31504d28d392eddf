/** Any byte: RIFF tells how long the file is. */
const any = undefined;

/** The formats that input pictures come in, told by content: a file's name is anybody's to choose. */
const signatures = {
  PNG: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  JPEG: [0xff, 0xd8, 0xff],
  WebP: [0x52, 0x49, 0x46, 0x46, any, any, any, any, 0x57, 0x45, 0x42, 0x50],
} as const;

type Format = keyof typeof signatures;

/** The format of a file that is a PNG, a JPEG or a WebP by its first bytes. */
export function formatOf(file: Uint8Array): Format | undefined {
  const begins = (bytes: readonly (number | undefined)[]) => bytes.every((byte, i) => byte === any || file[i] === byte);
  return (Object.keys(signatures) as Format[]).find((format) => begins(signatures[format]));
}

/** What a file without one of these formats is, and what to do. */
export function formatFault(file: Uint8Array): string {
  const what = isSvg(file) ? 'is an SVG drawing' : 'is no picture that can be read here';
  return `${what}; save it as PNG, JPEG or WebP`;
}

/** Whether a file looks like SVG, which people take for a picture. */
function isSvg(file: Uint8Array): boolean {
  return /<svg[\s>]/i.test(new TextDecoder().decode(file.subarray(0, 4096)));
}
