import type { ListFileEntry } from '@huggingface/hub';
import { BundleError } from '../bundle-error.ts';
import { STAGE2 } from '../kinds/if.ts';
import type { Repository } from './hub.ts';
import type { Source } from './sources.ts';

/** The precision of the weights that is asked for; a part that has only the other comes in that. */
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

/** Parts of each stage. The second takes the text of the first, and what pictures pass is the same for both. */
const PARTS = {
  stage1: ['text_encoder', 'tokenizer', 'unet', 'scheduler'],
  either: ['safety_checker', 'feature_extractor', 'watermarker'],
  stage2: ['unet', 'scheduler', 'image_noising_scheduler'],
} as const;

/** Parts that are nothing without their weights. */
const WEIGHTED: readonly string[] = ['text_encoder', 'unet', 'safety_checker', 'watermarker'];

const AT_TOP = ['model_index.json', 'README.md', 'LICENSE', 'LICENSE.md'];

/**
 * The files of both stages that a bundle is made of: not every repository has what pictures pass in a form that is read here, so
 * that it comes from the second's where the first's has none. Throws a BundleError where a part is nowhere whole.
 */
export function wantedFiles(
  { stage1, stage2 }: Readonly<Record<keyof Source & `stage${1 | 2}`, Repository>>,
  variant: Variant,
): WantedFile[] {
  return [
    ...topFiles(stage1, ''),
    ...PARTS.stage1.flatMap((part) => partFiles([stage1], part, variant, '')),
    ...PARTS.either.flatMap((part) => partFiles([stage1, stage2], part, variant, '')),
    ...topFiles(stage2, `${STAGE2}/`),
    ...PARTS.stage2.flatMap((part) => partFiles([stage2], part, variant, `${STAGE2}/`)),
  ];
}

function topFiles(repository: Repository, prefix: string): WantedFile[] {
  return wanted(
    repository,
    repository.files.filter(({ type, path }) => type === 'file' && AT_TOP.includes(path)),
    prefix,
  );
}

/** Those of a part, of the first repository that has all of it. */
function partFiles(repositories: readonly Repository[], part: string, variant: Variant, prefix: string): WantedFile[] {
  const isWeighted = WEIGHTED.includes(part);
  for (const repository of repositories) {
    const inPart = repository.files.filter(({ type, path }) => type === 'file' && path.startsWith(`${part}/`));
    const weights = weightsOf(inPart, variant);
    const rest = inPart.filter(({ path }) => /\.(json|model)$/.test(path) && !isWeights(path));
    const isThere = isWeighted ? weights.some(({ path }) => path.endsWith('.safetensors')) : rest.length > 0;
    if (isThere) return wanted(repository, [...rest, ...weights], prefix);
  }
  throw new BundleError(lack(repositories, isWeighted ? `weights as safetensors in ${part}/` : `${part}/`));
}

/** One form of the weights, the other where the one asked for is not there; never pickles, other frameworks' or a third precision. */
function weightsOf(files: readonly ListFileEntry[], variant: Variant): ListFileEntry[] {
  const half = files.filter(({ path }) => isWeights(path) && isHalf(path));
  const whole = files.filter(({ path }) => isWhole(path));
  const [first, second] = variant === 'fp16' ? [half, whole] : [whole, half];
  return first.length > 0 ? first : second;
}

function lack(repositories: readonly Repository[], what: string): string {
  const names = repositories.map(({ name }) => name);
  const nowhere = names.length > 1 ? `neither ${names.join(' nor ')} has ${what}` : `${names[0]} has no ${what}`;
  return `${nowhere}, and nothing was fetched; pull another size, or name a mirror that has them with --hub`;
}

function wanted({ name, commit }: Repository, files: readonly ListFileEntry[], prefix: string): WantedFile[] {
  return files.map((file) => ({
    repository: name,
    commit,
    source: file.path,
    target: `${prefix}${safe(name, file.path)}`,
    size: file.lfs?.size ?? file.size,
    ...integrityOf(name, file),
  }));
}

/** Whether a file is weights or the index of their shards. */
export function isWeights(path: string): boolean {
  return /\.safetensors(\.index(\.[a-z0-9]+)?\.json)?$/.test(path);
}

/** Whether weights are those in half precision, by their name. */
export function isHalf(path: string): boolean {
  return /\.fp16[.-]/.test(path);
}

/** Whether weights are those in single precision, or the index of their shards: they have no word of a variant in their name. */
function isWhole(path: string): boolean {
  return /\/(model|diffusion_pytorch_model)(-\d+-of-\d+)?\.safetensors(\.index\.json)?$/.test(path);
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
