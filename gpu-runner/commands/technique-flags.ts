import { fieldErrors } from '@manifold/shared/protocol/problem';
import { Technique } from '@manifold/shared/recipe/technique';
import { z } from 'zod';

/** One field of a technique as a flag of the command line. */
interface Field {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  /** What it takes: `1 to 16`; the empty string where anything goes. */
  readonly range: string;
  /** Its default as text, or `required`, or nothing. */
  readonly otherwise: string;
}

interface PropertySchema {
  readonly type: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
}

/** A technique that cannot be read from its flags: a line for each fault, naming the flag and the mend. */
export type Read = { ok: true; technique: Technique } | { ok: false; faults: string[] };

/** Flags as `parseArgs` gives them. */
type Values = Readonly<Record<string, string | boolean | undefined>>;

/** The fields of the technique with this name in the schema, so that flags and API cannot disagree. */
export function fieldsOf(definition: 'Sample'): Field[] {
  const document = z.toJSONSchema(Technique, { io: 'input' });
  const schema = document.$defs?.[definition] as { properties: Record<string, PropertySchema>; required: string[] };
  const { technique: _, ...properties } = schema.properties;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: property.type,
    description: property.description ?? '',
    range: rangeOf(property),
    otherwise: schema.required.includes(name) ? 'required' : defaultOf(property),
  }));
}

/** Options for `parseArgs`: all are texts there. */
export function optionsOf(fields: readonly Field[]): Record<string, { type: 'string' }> {
  return Object.fromEntries(fields.map(({ name }) => [name, { type: 'string' }]));
}

/** A line for each field, for `--help`. */
export function helpOf(fields: readonly Field[]): string {
  return fields.map((field) => `  ${`--${field.name} ${symbolOf(field)}`.padEnd(18)}${lineOf(field)}`).join('\n');
}

/** The technique that `values` ask for. */
export function readTechnique(technique: 'sample', fields: readonly Field[], values: Values): Read {
  const given = fields.filter(({ name }) => values[name] !== undefined);
  const entries = given.map(({ name, type }) => [name, type === 'string' ? values[name] : toNumber(values[name])]);
  const parsed = Technique.safeParse({ technique, ...Object.fromEntries(entries) });
  if (parsed.success) return { ok: true, technique: parsed.data };
  return { ok: false, faults: fieldErrors(parsed.error).map(flagFault) };
}

/** A fault at a JSON pointer into a technique, as one of its flag. */
export function flagFault({ pointer, detail }: { pointer: string; detail: string }): string {
  return `--${pointer.slice(1)}: ${detail}`;
}

function toNumber(text: string | boolean | undefined): number {
  return typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
}

function rangeOf({ minimum, maximum, maxLength }: PropertySchema): string {
  if (minimum !== undefined) return `${minimum} to ${maximum}`;
  return maxLength === undefined ? '' : `at most ${maxLength} characters`;
}

function defaultOf(property: PropertySchema): string {
  return property.default === undefined || property.default === '' ? '' : `default ${property.default}`;
}

function symbolOf({ type }: Field): string {
  return { string: 'TEXT', integer: 'N' }[type] ?? 'X';
}

function lineOf({ description, range, otherwise }: Field): string {
  const notes = [range, otherwise].filter((note) => note !== '').join('; ');
  return notes ? `${description} (${notes})` : description;
}
