import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '@manifold/shared/image/digest';
import type { Sighting } from '@manifold/shared/protocol/training';
import { accepted } from '../halt.ts';
import type { Tenure } from '../tenure.ts';
import type { TrainingEvent } from './trainer.ts';

/** Pictures were drawn. */
export type Shown = Extract<TrainingEvent, { kind: 'shown' }>;

/** Uploads those of the pictures drawn after an epoch that are PNGs. Throws a Halt or an AttemptError. */
export async function uploadSightings(tenure: Tenure, directory: string, { epoch, files }: Shown): Promise<Sighting[]> {
  const sightings: Sighting[] = [];
  for (const path of files.filter((name) => name.endsWith('.png'))) {
    const png = new Uint8Array(await readFile(join(directory, path)));
    const digest = await digestOf(png);
    accepted(await tenure.upload({ digest, bytes: png, type: 'image/png' }), `${path} could not be stored`);
    sightings.push({ path, epoch, digest, ...sidesOf(png) });
  }
  return sightings;
}

/** A PNG's sides stand first in its first chunk (PNG 3, section 11.2.1). */
function sidesOf(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
