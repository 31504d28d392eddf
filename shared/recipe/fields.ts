import { z } from 'zod';
import { Technique, type TechniqueName } from './technique.ts';

/** One field of a technique, as its schema says it: what flags and forms are made from. */
export interface Field {
  readonly name: string;
  /** `file` is an input picture, which the recipe names by its digest; a `flag` is true or left out. */
  readonly kind: 'text' | 'choice' | 'whole' | 'number' | 'file' | 'flag';
  readonly isList: boolean;
  readonly description: string;
  /** What it takes: `1 to 16`; the empty string where anything goes. */
  readonly range: string;
  /** Its default as text, or `required`, or nothing. */
  readonly otherwise: string;
  readonly isRequired: boolean;
  /** What a choice may be. */
  readonly choices: readonly string[];
  /** Of a number. */
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** Entries of a list. */
  readonly least: number;
  readonly most: number;
  /** As the schema has it; undefined without one. */
  readonly default: unknown;
}

interface PropertySchema {
  readonly $ref?: string;
  readonly type?: 'string' | 'integer' | 'number' | 'array' | 'boolean';
  readonly items?: PropertySchema;
  /** One value, or a list of such. */
  readonly anyOf?: readonly PropertySchema[];
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
}

interface DefinitionSchema {
  readonly properties: Readonly<Record<string, PropertySchema>>;
  readonly required: readonly string[];
}

/** The fields of a technique in the schema, so that flags and API cannot disagree. */
export function fieldsOf(technique: TechniqueName): Field[] {
  const { properties, required } = definitionOf(technique);
  const { technique: _, ...own } = properties;
  return Object.entries(own).map(([name, property]) => fieldOf(name, property, required.includes(name)));
}

function definitionOf(technique: TechniqueName): DefinitionSchema {
  const option = Technique.options.find(({ shape }) => shape.technique.value === technique)!;
  const { $ref = '', $defs = {} } = z.toJSONSchema(option, { io: 'input' });
  return $defs[$ref.replace('#/$defs/', '')] as unknown as DefinitionSchema;
}

function fieldOf(name: string, property: PropertySchema, isRequired: boolean): Field {
  const [single = property, list = property] = property.anyOf ?? [];
  const item = list.items ?? single;
  return {
    name,
    kind: kindOf(item),
    isList: list.type === 'array',
    description: property.description ?? '',
    range: rangeOf(item),
    otherwise: isRequired ? 'required' : defaultOf(property),
    isRequired,
    choices: item.enum ?? [],
    minimum: item.minimum,
    maximum: item.maximum,
    least: list.minItems ?? 0,
    most: list.maxItems ?? Number.POSITIVE_INFINITY,
    default: property.default,
  };
}

function kindOf({ $ref, type, enum: choices }: PropertySchema): Field['kind'] {
  if ($ref === '#/$defs/Digest') return 'file';
  if (choices) return 'choice';
  if (type === 'boolean') return 'flag';
  if (type === 'integer') return 'whole';
  return type === 'number' ? 'number' : 'text';
}

function rangeOf({ minimum, maximum, maxLength, enum: choices }: PropertySchema): string {
  if (choices) return `one of ${choices.join(', ')}`;
  if (minimum !== undefined) return `${minimum} to ${maximum}`;
  return maxLength === undefined ? '' : `at most ${maxLength} characters`;
}

function defaultOf(property: PropertySchema): string {
  return property.default === undefined || property.default === ''
    ? ''
    : `default ${[property.default].flat().join(',')}`;
}
