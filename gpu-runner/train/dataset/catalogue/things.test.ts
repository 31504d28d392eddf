import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readThings } from './things.ts';
import { WANTED } from './wanted.ts';

describe('the things', () => {
  const things = readThings();

  it('are several hundred, each with pictures that begin with its name', () => {
    expect(things.length).toBeGreaterThan(400);
    expect(things.length).toBeLessThan(900);
    for (const { name, pictures } of things) {
      expect(new Set(pictures.map(({ names }) => names[0]))).toEqual(new Set([name]));
      expect(pictures.every(({ path }) => existsSync(path))).toBe(true);
    }
    expect(new Set(things.map(({ name }) => name)).size).toBe(things.length);
  });

  it('have neither flags nor clocks nor a second form for each gender', () => {
    const names = new Set(things.map(({ name }) => name));
    for (const left of ['flag: italy', 'one o’clock', 'keycap: 1', 'woman cook', 'red circle', 'aries'])
      expect(names).not.toContain(left);
    expect(things.find(({ name }) => name === 'cook')!.pictures).toHaveLength(9);
  });

  it('are all that are wanted, and nothing else', () => {
    expect(new Set(things.map(({ name }) => name))).toEqual(WANTED);
  });
});
