import { formatFault, formatOf } from '@manifold/shared/image/format';
import { inputLimits as limits } from '@manifold/shared/image/input-limits';
import { type Sides, sidesFault } from '@manifold/shared/image/sides';
import { damaged } from '@manifold/shared/image/upload-fault';
import type { InputRole } from '@manifold/shared/recipe/inputs';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { inTurn } from './in-turn.ts';
import { InputError } from './input-error.ts';
import { scansOf } from './jpeg-scans.ts';

/** How a picture becomes a square of pixels. */
export interface Wanted {
  readonly role: InputRole;
  readonly size: number;
  readonly channels: 1 | 3;
  readonly fit: 'crop' | 'fit';
}

/** A picture as it was made square: bytes [S, S, C], and the sides that it had. */
export interface Decoded extends Sides {
  readonly pixels: Uint8Array;
}

/** Two at a time: sharp has few threads, and a picture that waited for one would do so on its own time limit. */
const decoding = inTurn(2);

/**
 * Decodes a PNG, JPEG or WebP within limits: turned as its EXIF says, its colours converted to sRGB, what is transparent or
 * left over put on white, of a mask on black; of an animation its first picture. Rejects with an InputError that says what is
 * wrong with the file, and after so many `seconds` from when its turn has come.
 */
export async function decode(file: Uint8Array, wanted: Wanted, seconds: number = limits.seconds): Promise<Decoded> {
  checkFile(file, wanted.role);
  const { sides, space } = await headerOf(file, wanted.role);
  checkSides(sides, wanted.role);
  const pixels = await inTime(wanted.role, seconds, squared(opened(file, space, seconds), wanted));
  return { pixels, ...sides };
}

/**
 * What `picture` decodes to, in its turn. The decoder heeds its own time limit only between the parts of its work, and some formats
 * have but one part: what comes too late is waited for no longer. The limits on bytes, pixels and scans see to it that it ends
 * soon.
 */
function inTime(role: InputRole, seconds: number, picture: Sharp): Promise<Uint8Array> {
  const slow = new InputError(role, `takes longer than ${seconds} s to decode; make it smaller`, { isSlow: true });
  return decoding(async () => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(slow), 1000 * seconds);
    const work = attempt(role, () => picture.toBuffer(), slow);
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  });
}

/** The darkest and the lightest luminance of a mask at its own size, of all of it or of its middle square where it is cropped. */
export async function shadesOf(
  file: Uint8Array,
  fit: Wanted['fit'],
  seconds: number = limits.seconds,
): Promise<readonly [number, number]> {
  const { sides, space } = await headerOf(file, 'mask');
  const side = Math.min(sides.width, sides.height);
  const whole = opened(file, space, seconds).autoOrient().flatten({ background: '#000' });
  const taken = fit === 'crop' ? whole.resize(side, side, { fit: 'cover' }) : whole;
  const pixels = await inTime('mask', seconds, taken.toColourspace('b-w').raw());
  let [darkest, lightest] = [255, 0];
  for (const value of pixels) {
    if (value < darkest) darkest = value;
    if (value > lightest) lightest = value;
  }
  return [darkest, lightest];
}

function checkFile(file: Uint8Array, role: InputRole): void {
  if (file.length > limits.bytes) {
    throw new InputError(role, `has ${megabytes(file.length)} MB; at most ${megabytes(limits.bytes)} are taken`);
  }
  const format = formatOf(file);
  if (!format) throw new InputError(role, formatFault(file));
  const scans = format === 'JPEG' ? scansOf(file) : 0;
  if (scans > limits.scans) {
    throw new InputError(role, `is a JPEG of ${scans} scans; at most ${limits.scans} are read, so save it anew`);
  }
}

/**
 * Colours of 16 bits become 8 first: the decoder would convert their profile to Display P3, and then take the numbers for sRGB's.
 * The others stay, since CMYK and grey would lose their profiles by it.
 */
function opened(file: Uint8Array, space: Header['space'], seconds: number): Sharp {
  const picture = sharp(file, { limitInputPixels: limits.pixels }).timeout({ seconds: Math.ceil(seconds) });
  return space === 'rgb16' ? picture.pipelineColourspace('srgb') : picture;
}

/** The sides in pixels as the picture is to be seen, and how its colours are stored. */
interface Header {
  readonly sides: Sides;
  readonly space: Metadata['space'];
}

async function headerOf(file: Uint8Array, role: InputRole): Promise<Header> {
  // The header of a bomb is harmless, and tells its size.
  const { autoOrient, space } = await attempt(role, () => sharp(file, { limitInputPixels: false }).metadata());
  return { sides: autoOrient, space };
}

function checkSides(sides: Sides, role: InputRole): void {
  const fault = sidesFault(sides);
  if (fault) throw new InputError(role, fault);
}

function squared(picture: Sharp, { role, size, channels, fit }: Wanted): Sharp {
  const background = role === 'mask' ? '#000' : '#fff';
  return picture
    .autoOrient()
    .flatten({ background })
    .resize(size, size, { fit: fit === 'crop' ? 'cover' : 'contain', background })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw();
}

/** What the decoder says, in words for the picture's owner. */
async function attempt<T>(role: InputRole, work: () => Promise<T>, slow?: InputError): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (slow && /timeout/.test((cause as Error).message)) throw slow;
    throw new InputError(role, damaged, { cause });
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
