import { describe, expect, it } from 'vitest';
import { readThings } from '../catalogue/things.ts';
import { Dice } from '../dice.ts';
import { oneThing } from './one-thing.ts';
import { Cast } from './scenes/cast.ts';
import { SCENES } from './scenes/scenes.ts';
import { twoThings } from './two-things.ts';

const things = readThings();
const named = (name: string) => things.find((thing) => thing.name === name)!;
const draws = Array.from({ length: 300 }, (_, index) => new Dice(2, 'train', index));

describe('subjects', () => {
  it('one thing is wholly in the picture', () => {
    for (const { parts } of draws.map((dice) => oneThing(named('cat'), true, dice))) {
      const { x, y, size } = parts[0]!;
      expect(Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5)) + size / 2).toBeLessThanOrEqual(0.5 + 1e-9);
    }
  });

  it('a small thing is where its caption says, and a tinted one has its colour', () => {
    const cats = draws.map((dice) => oneThing(named('cat'), true, dice));
    const left = cats.filter(({ phrases }) => phrases[0]!.endsWith('on the left'));
    expect(left.length).toBeGreaterThan(0);
    for (const { parts } of left) expect(parts[0]!.x).toBeLessThan(0.35);
    const tinted = cats.filter(({ parts }) => parts[0]!.tint);
    expect(tinted.length).toBeGreaterThan(0);
    for (const { phrases } of tinted) expect(phrases[0]).toMatch(/^an? (?:light )?\w+ cat$/);
    for (const { phrases } of cats) if (!phrases[0]!.includes('small')) expect(phrases[0]).toContain('cat');
  });

  it('without variety it is neither small nor tinted', () => {
    for (const { parts } of draws.map((dice) => oneThing(named('cat'), false, dice))) {
      expect(parts[0]!.size).toBeGreaterThan(0.6);
      expect(parts[0]!.tint).toBeUndefined();
    }
  });

  it('of two things the one above is named above', () => {
    for (const { phrases, parts } of draws.map((dice) => twoThings(named('cat'), named('rocket'), dice))) {
      expect(phrases[0]).toMatch(/^a cat (?:above|and) a rocket$/);
      expect(phrases[0]!.includes('above')).toBe(parts[1]!.y - parts[0]!.y > 0.3);
    }
  });

  it('every scene finds its cast and follows from the dice', () => {
    const cast = new Cast(things);
    const drawn = () => SCENES.photo.map((scene, index) => scene(cast, new Dice(3, 'train', index)));
    const plain = (subjects: ReturnType<typeof drawn>) => subjects.map(({ backdrop: _, ...told }) => told);
    expect(plain(drawn())).toEqual(plain(drawn()));
    expect(() => cast.picture('flying carpet', draws[0]!)).toThrow('no thing is called "flying carpet"');
  });
});
