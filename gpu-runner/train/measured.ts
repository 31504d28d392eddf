import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addText, readText } from '@manifold/shared/image/png';
import { z } from 'zod';
import { writeOutput } from './output.ts';

/*
 * What was measured of a run lies in its directory while the run goes on: each file says of which step's weights it is, and an
 * export takes only what is of its own.
 */

/** Files from before it was written tell no step. */
const Stepped = z.object({ step: z.int().optional() });

/** The text chunk of a picture that holds its step. */
const KEYWORD = 'manifold.step';

/** What a file of figures holds. */
export function measuredJson(step: number, figures: object): string {
  return `${JSON.stringify({ step, ...figures }, null, 2)}\n`;
}

export async function writeMeasured(path: string, step: number, figures: object): Promise<void> {
  await writeOutput(path, measuredJson(step, figures));
}

/** Figures that were found, or a line that says why the file is left out. */
export interface Measured<T> {
  readonly figures?: T;
  readonly leftOut?: string;
}

/** What `file` in `directory` says of the weights after so many steps. */
export async function measuredAt<T>(
  step: number,
  schema: z.ZodType<T>,
  directory: string,
  file: string,
): Promise<Measured<T>> {
  const path = join(directory, file);
  if (!existsSync(path)) return {};
  const json: unknown = JSON.parse(await readFile(path, 'utf8'));
  const { step: was } = Stepped.parse(json);
  return was === step ? { figures: schema.parse(json) } : { leftOut: leaveOut(file, was, step) };
}

/** The PNG with the step in it. */
export function stamped(png: Uint8Array, step: number): Uint8Array {
  return addText(png, KEYWORD, String(step));
}

/** A line that says why the PNG is left out, where it is of other weights than those after so many steps. */
export async function staleAt(step: number, directory: string, file: string): Promise<string | undefined> {
  const text = readText(await readFile(join(directory, file)), KEYWORD);
  return text === String(step) ? undefined : leaveOut(file, text, step);
}

function leaveOut(file: string, was: number | string | undefined, step: number): string {
  return `${file} is of ${was === undefined ? 'no step that it tells' : `step ${was}`}, not ${step}, and is left out: measure again`;
}
