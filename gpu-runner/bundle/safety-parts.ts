import { join } from 'node:path';
import { z } from 'zod';
import { SafetyCheckerConfig } from '../nets/clip/config.ts';
import { safetyChecker } from '../nets/clip/safety-checker.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { BundleError } from './bundle-error.ts';
import type { PlacedNet } from './kind.ts';
import { readConfig } from './read-config.ts';
import { readNumbers } from './safetensors.ts';
import { filesOf, findWeights } from './weights.ts';

const side = z.int().min(1).max(4096);
const perChannel = z.tuple([z.number(), z.number(), z.number()]);
const anything = z.unknown().optional();

/**
 * feature_extractor/preprocessor_config.json: transformers' CLIPImageProcessor with every one of its steps, in the order that
 * they have there. Older files name a square by one number.
 */
const FeatureExtractorConfig = z
  .strictObject({
    feature_extractor_type: anything,
    image_processor_type: anything,
    do_convert_rgb: z.literal(true).default(true),
    do_resize: z.literal(true).default(true),
    size: shortestEdge(),
    resample: z.literal(3).default(3),
    do_center_crop: z.literal(true).default(true),
    crop_size: square(),
    do_rescale: z.literal(true).default(true),
    rescale_factor: z
      .number()
      .positive()
      .default(1 / 255),
    do_normalize: z.literal(true).default(true),
    image_mean: perChannel,
    image_std: perChannel,
  })
  .refine((c) => Math.max(c.crop_size.width, c.crop_size.height) <= c.size.shortest_edge, {
    path: ['crop_size'],
    message: 'must be at most the shortest edge of size',
  });
export type FeatureExtractorConfig = z.infer<typeof FeatureExtractorConfig>;

function shortestEdge() {
  return z.union([side.transform((edge) => ({ shortest_edge: edge })), z.strictObject({ shortest_edge: side })]);
}

function square() {
  const sides = z.strictObject({ width: side, height: side });
  return z.union([side.transform((edge) => ({ width: edge, height: edge })), sides]);
}

/** The parts of a bundle that pictures pass before they leave it; without one, null stands in model_index.json. */
export interface SafetyParts {
  readonly checker?: { readonly placed: PlacedNet; readonly extractor: FeatureExtractorConfig };
  /** RGBA from 0 to 255, [H, W, 4]. */
  readonly watermark?: Tensor;
}

const absent = z.tuple([z.null(), z.null()]);

/** What reads pictures for the checker, by the names that releases of transformers give it. */
const EXTRACTORS = ['CLIPImageProcessor', 'CLIPImageProcessorPil', 'CLIPFeatureExtractor'] as const;

/** How model_index.json names these parts. */
export const safetyIndex = {
  safety_checker: absent.or(z.tuple([z.literal('deepfloyd_if'), z.literal('IFSafetyChecker')])).optional(),
  feature_extractor: absent.or(z.tuple([z.literal('transformers'), z.enum(EXTRACTORS)])).optional(),
  watermarker: absent.or(z.tuple([z.literal('deepfloyd_if'), z.literal('IFWatermarker')])).optional(),
  requires_safety_checker: z.boolean().optional(),
};
const SafetyIndex = z.object(safetyIndex);

/**
 * The safety checker and the watermark of the bundle in `directory`, and the files that they lie in. Throws a BundleError
 * that names what is wrong, or missing where the bundle says that it must be there.
 */
export async function readSafety(
  directory: string,
  index: z.infer<typeof SafetyIndex>,
): Promise<{ parts: SafetyParts; files: string[] }> {
  const checker = index.safety_checker?.[0] ? await readChecker(directory) : undefined;
  const watermark = index.watermarker?.[0] ? await readWatermark(directory) : undefined;
  if (!checker && index.requires_safety_checker) {
    const path = join(directory, 'model_index.json');
    throw new BundleError(`${path}: /safety_checker: is not there, but required; fetch the bundle again`);
  }
  return {
    parts: { ...(checker && { checker: checker.parts }), ...(watermark && { watermark: watermark.tensor }) },
    files: [...(checker?.files ?? []), ...(watermark?.files ?? [])],
  };
}

const EXTRACTOR = 'feature_extractor/preprocessor_config.json';

async function readChecker(directory: string) {
  const extractor = await readConfig(directory, EXTRACTOR, FeatureExtractorConfig);
  const config = await readConfig(directory, 'safety_checker/config.json', SafetyCheckerConfig);
  const { image_size: size } = config.vision_config;
  if (extractor.crop_size.width !== size || extractor.crop_size.height !== size) {
    throw new BundleError(`${join(directory, EXTRACTOR)}: /crop_size: must be ${size}, the image_size of the checker`);
  }
  const place = join(directory, 'safety_checker');
  const weights = findWeights(place, 'model');
  const files = ['config.json', ...(await filesOf(place, weights))].map((file) => `safety_checker/${file}`);
  const placed = { net: safetyChecker(config), directory: place, weights };
  return { parts: { placed, extractor }, files: [EXTRACTOR, ...files] };
}

const MARK = 'watermark_image';

async function readWatermark(directory: string) {
  const place = join(directory, 'watermarker');
  const file = findWeights(place, 'diffusion_pytorch_model');
  const mark = (await numbersOf(join(place, file)))[MARK];
  if (mark?.dims.length !== 3 || mark.dims[2] !== 4) {
    throw new BundleError(`${join(place, file)}: ${MARK} must be there, [height, width, 4]`);
  }
  return { tensor: mark, files: [`watermarker/${file}`] };
}

async function numbersOf(path: string) {
  try {
    return await readNumbers(path);
  } catch (cause) {
    throw new BundleError((cause as Error).message, { cause });
  }
}
