/** Any byte: RIFF and BMP tell how long the file is. */
const any = undefined;

type Signature = readonly (number | undefined)[];

/** The formats that input pictures come in, told by content: a file's name is anybody's to choose. */
const signatures = {
  PNG: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  JPEG: [0xff, 0xd8, 0xff],
  WebP: [0x52, 0x49, 0x46, 0x46, any, any, any, any, 0x57, 0x45, 0x42, 0x50],
} as const satisfies Record<string, Signature>;

export type Format = keyof typeof signatures;

/** Formats that are told by name, to be saved as another. */
const others: readonly (readonly [name: string, signature: Signature])[] = [
  ['a GIF', [0x47, 0x49, 0x46, 0x38]],
  ['a TIFF', [0x49, 0x49, 0x2a, 0]],
  ['a TIFF', [0x4d, 0x4d, 0, 0x2a]],
  ['a BMP', [0x42, 0x4d, any, any, any, any, 0, 0, 0, 0]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
];

/** The format of a file that is a PNG, a JPEG or a WebP by its first bytes. */
export function formatOf(file: Uint8Array): Format | undefined {
  return (Object.keys(signatures) as Format[]).find((format) => begins(file, signatures[format]));
}

function begins(file: Uint8Array, signature: Signature): boolean {
  return signature.every((byte, i) => byte === any || file[i] === byte);
}

/** What a file without one of these formats is, and what to do. */
export function formatFault(file: Uint8Array): string {
  if (file.length === 0) return 'is empty; choose a PNG, JPEG or WebP';
  return `is ${kindOf(file) ?? 'no picture that can be read here'}; save it as PNG, JPEG or WebP`;
}

function kindOf(file: Uint8Array): string | undefined {
  const known = others.find(([, signature]) => begins(file, signature));
  return known?.[0] ?? heifKind(file) ?? (isSvg(file) ? 'an SVG drawing' : undefined);
}

/** HEIC and AVIF are told apart by the brands of their first box (ISO/IEC 14496-12, section 4.3). */
function heifKind(file: Uint8Array): string | undefined {
  if (!begins(file, [any, any, any, any, 0x66, 0x74, 0x79, 0x70])) return undefined;
  const brands = String.fromCharCode(...file.subarray(8, 40));
  if (/avi[fs]/.test(brands)) return 'an AVIF';
  return /hei[cmsx]|hev[cx]|mif1|msf1/.test(brands) ? 'a HEIC' : undefined;
}

/** Whether a file looks like SVG, which people take for a picture. */
function isSvg(file: Uint8Array): boolean {
  return /<svg[\s>]/i.test(new TextDecoder().decode(file.subarray(0, 4096)));
}
