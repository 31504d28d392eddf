import { type FieldError, fieldErrors } from '@manifold/shared/protocol/problem';
import type { Field } from '@manifold/shared/recipe/fields';
import { Technique, type TechniqueName } from '@manifold/shared/recipe/technique';

/** A technique that cannot be read from its flags: a line for each fault, naming the flag and the mend. */
export type Read = { ok: true; technique: Technique } | { ok: false; faults: string[] };

/** Flags as `parseArgs` gives them. */
export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** Options for `parseArgs`: all but flags are texts there, and those of lists may be given several times. */
export function optionsOf(fields: readonly Field[]): Record<string, { type: 'string' | 'boolean'; multiple: boolean }> {
  const typeOf = ({ kind }: Field) => (kind === 'flag' ? 'boolean' : 'string');
  return Object.fromEntries(fields.map((field) => [field.name, { type: typeOf(field), multiple: field.isList }]));
}

/** The technique that `values` ask for. Files must have become their digests by now. */
export function readTechnique(technique: TechniqueName, fields: readonly Field[], values: Values): Read {
  const given = fields.filter(({ name }) => values[name] !== undefined);
  const entries = given.map((field) => [field.name, readValue(field, values[field.name])] as const);
  const parsed = Technique.safeParse({ technique, ...Object.fromEntries(entries) });
  if (parsed.success) return { ok: true, technique: parsed.data };
  const ofOne = new Set(entries.flatMap(([name, value]) => (Array.isArray(value) && value.length === 1 ? name : [])));
  const typed = new Map(entries);
  const asFlags = (fault: FieldError) => flagFault(ofList(ofFile(ofNumber(fault, fields, typed), fields), ofOne));
  return { ok: false, faults: fieldErrors(parsed.error).map(asFlags) };
}

/** Of a list of one, which entry is at fault need not be said. */
function ofList(fault: FieldError, ofOne: ReadonlySet<string>): FieldError {
  const [, name] = fault.pointer.split('/');
  return ofOne.has(name!) ? { ...fault, pointer: `/${name}` } : fault;
}

/** A text in a number's place is none; it is told as it was typed. */
function ofNumber(fault: FieldError, fields: readonly Field[], typed: ReadonlyMap<string, unknown>): FieldError {
  const [, name, index] = fault.pointer.split('/');
  const isNumber = fields.some((field) => field.name === name && isNumeric(field));
  const value = typed.get(name!);
  const text = Array.isArray(value) ? value[Number(index)] : value;
  return isNumber && typeof text === 'string' ? { ...fault, detail: `${fault.detail}, not "${text}"` } : fault;
}

/** To the schema a file is its digest, a text; to a person it is a file. */
function ofFile(fault: FieldError, fields: readonly Field[]): FieldError {
  const isFile = fields.some(({ name, kind }) => kind === 'file' && fault.pointer === `/${name}`);
  return isFile ? { ...fault, detail: 'is missing; name a file' } : fault;
}

/** A fault at a JSON pointer into a technique, as one of its flag; of a list, of which entry. */
export function flagFault({ pointer, detail }: { pointer: string; detail: string }): string {
  const [, flag, index] = pointer.split('/');
  return `--${flag}${index === undefined ? '' : ` (number ${Number(index) + 1})`}: ${detail}`;
}

/** The value of a flag as JSON has it. Commas divide a list of anything but texts, which may have commas themselves. */
function readValue(field: Field, value: Values[string]): unknown {
  const read = isNumeric(field) ? toNumber : (text: unknown) => text;
  if (!field.isList) return read(value);
  const texts = [value].flat().map(String);
  return (field.kind === 'text' ? texts : texts.flatMap((text) => text.split(','))).map(read);
}

function isNumeric({ kind }: Field): boolean {
  return kind === 'whole' || kind === 'number';
}

/** A text that is no number stays what it is, for the schema to refuse. */
function toNumber(text: unknown): unknown {
  const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : text;
}
