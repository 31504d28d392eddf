import { describe, expect, it } from 'vitest';
import { readThings } from '../catalogue/things.ts';
import { nounPhrase } from './noun-phrase.ts';

describe('noun phrases', () => {
  it.each([
    ['cat', undefined, 'a cat'],
    ['apple', undefined, 'an apple'],
    ['cat', 'orange', 'an orange cat'],
    ['apple', 'small', 'a small apple'],
    ['hourglass', undefined, 'an hourglass'],
    ['unicorn', undefined, 'a unicorn'],
    ['ewe', undefined, 'a ewe'],
    ['suv', undefined, 'an suv'],
    ['grapes', undefined, 'grapes'],
    ['grapes', 'small', 'small grapes'],
    ['bread', undefined, 'bread'],
    ['skis', undefined, 'skis'],
    ['compass', undefined, 'a compass'],
    ['cactus', undefined, 'a cactus'],
    ['glass of milk', undefined, 'a glass of milk'],
    ['face with glasses', undefined, 'a face with glasses'],
    ['two beers', undefined, 'two beers'],
    ['two-humped camel', undefined, 'a two-humped camel'],
    ['sun', undefined, 'the sun'],
    ['sun', 'small', 'the small sun'],
    ['santa claus', undefined, 'santa claus'],
  ])('%s, %s: %s', (name, adjective, phrase) => {
    expect(nounPhrase(name, adjective)).toBe(phrase);
  });

  it('has an article that fits for every name of every thing', () => {
    const names = readThings().flatMap(({ pictures }) => pictures.flatMap((picture) => picture.names));
    for (const phrase of names.map((name) => nounPhrase(name))) {
      expect(phrase).not.toMatch(/^a (?:[aio]|e(?!w)|u(?!ni|fo))|^an [^aeiouhs]|[A-Z:,]|\s\s|^\s|\s$/);
    }
  });
});
