import type { ListFileEntry } from '@huggingface/hub';
import { BundleError } from '../bundle-error.ts';
import { STAGE2 } from '../kinds/if.ts';
import type { Repository } from './hub.ts';
import type { Source } from './sources.ts';

/** The precision of the weights that is asked for; a part that has no half precision comes whole. */
export const variants = ['fp16', 'fp32'] as const;
export type Variant = (typeof variants)[number];

/** How a file's bytes are known: by git for the small ones, by SHA-256 for those in large file storage. */
export interface Integrity {
  readonly algorithm: 'sha256' | 'git-sha1';
  /** Lowercase hex. */
  readonly digest: string;
}

/** A file to fetch and where it goes in the bundle. */
export interface WantedFile extends Integrity {
  readonly repository: string;
  readonly commit: string;
  readonly source: string;
  readonly target: string;
  readonly size: number;
}

/** Parts of each stage; the second takes the text, the safety checker and the watermark of the first. */
const PARTS = {
  stage1: [
    'text_encoder',
    'tokenizer',
    'unet',
    'scheduler',
    'safety_checker',
    'feature_extractor',
    'watermarker',
  ] as const,
  stage2: ['unet', 'scheduler', 'image_noising_scheduler'] as const,
};

const AT_TOP = ['model_index.json', 'README.md', 'LICENSE', 'LICENSE.md'];

/** The files of both stages that a bundle is made of. Throws a BundleError where a repository lacks a part. */
export function wantedFiles(
  stages: Readonly<Record<keyof Source & `stage${1 | 2}`, Repository>>,
  variant: Variant,
): WantedFile[] {
  return [
    ...filesOf(stages.stage1, PARTS.stage1, variant, ''),
    ...filesOf(stages.stage2, PARTS.stage2, variant, `${STAGE2}/`),
  ];
}

function filesOf(repository: Repository, parts: readonly string[], variant: Variant, prefix: string): WantedFile[] {
  const files = repository.files.filter(({ type }) => type === 'file');
  const chosen = parts.flatMap((part) => partFiles(repository.name, files, part, variant));
  return [...files.filter(({ path }) => AT_TOP.includes(path)), ...chosen].map((file) => ({
    repository: repository.name,
    commit: repository.commit,
    source: file.path,
    target: `${prefix}${safe(repository.name, file.path)}`,
    size: file.lfs?.size ?? file.size,
    ...integrityOf(repository.name, file),
  }));
}

/** Configurations, vocabularies and one form of the weights; never pickles, other frameworks' weights or a second precision. */
function partFiles(name: string, files: readonly ListFileEntry[], part: string, variant: Variant): ListFileEntry[] {
  const inPart = files.filter(({ path }) => path.startsWith(`${part}/`));
  if (inPart.length === 0) throw new BundleError(`${name} has no ${part}/`);
  const weights = inPart.filter(({ path }) => isWeights(path));
  const half = weights.filter(({ path }) => isHalf(path));
  const whole = weights.filter((file) => !half.includes(file));
  const rest = inPart.filter(({ path }) => /\.(json|model)$/.test(path) && !isWeights(path));
  return [...rest, ...(variant === 'fp16' && half.length > 0 ? half : whole)];
}

/** Whether a file is weights or the index of their shards. */
export function isWeights(path: string): boolean {
  return /\.safetensors(\.index(\.[a-z0-9]+)?\.json)?$/.test(path);
}

/** Whether weights are those in half precision, by their name. */
export function isHalf(path: string): boolean {
  return /\.fp16[.-]/.test(path);
}

function integrityOf(name: string, { path, oid, lfs }: ListFileEntry): Integrity {
  if (lfs) return { algorithm: 'sha256', digest: lfs.oid.replace(/^sha256:/, '') };
  if (oid) return { algorithm: 'git-sha1', digest: oid };
  throw new BundleError(`${name} states no digest of ${path}`);
}

/** A listing may not lead out of the bundle. */
function safe(name: string, path: string): string {
  if (/^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.split('/').includes('..')) return path;
  throw new BundleError(`${name} lists a file with the name ${JSON.stringify(path)}, which is not taken`);
}
