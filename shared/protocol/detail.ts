import type { z } from 'zod';

/** What is wrong with a value and what would be right, for people: zod's own words where they do. */
export function detailOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeDetail(issue);
    case 'too_small':
      return `must ${have(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${quantity(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `must ${have(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${quantity(issue.maximum, issue.origin)}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values.map(String))}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return 'options' in issue && issue.options ? `must be ${oneOf(issue.options.map(String))}` : issue.message;
    default:
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function typeDetail({ expected, message }: z.core.$ZodIssueInvalidType): string {
  const wanted = typeNames[expected] ?? expected;
  // Only the message tells a value that is missing, or no number, from one of another type.
  if (message.endsWith('received undefined')) return `is missing; it must be ${wanted}`;
  const odd = /received (NaN|-?Infinity)$/.exec(message)?.[1];
  return odd ? `must be ${wanted}, not ${odd}` : `must be ${wanted}`;
}

const units: Readonly<Record<string, readonly [one: string, more: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

function have(origin: string): string {
  return origin in units ? 'have' : 'be';
}

function quantity(bound: number | bigint, origin: string): string {
  const [one, more] = units[origin] ?? [];
  return one === undefined ? `${bound}` : `${bound} ${Number(bound) === 1 ? one : more}`;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `one of ${values.join(', ')}`;
}
