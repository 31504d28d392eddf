import { describe, expect, it } from 'vitest';
import { manifest } from './arbitrary.ts';
import { captionOf, titled } from './caption.ts';
import { compile } from './compile.ts';
import { Technique } from './technique.ts';

function captionFor(asked: object, on = manifest): string {
  return captionOf(compile({ ...Technique.parse(asked), seed: 1 }, on));
}

describe('captionOf', () => {
  it('says what is seen, and how', () => {
    expect(captionFor({ technique: 'sample', prompt: '8' })).toBe('an eight');
    expect(captionFor({ technique: 'sample', prompt: '' })).toBe('anything');
    expect(captionFor({ technique: 'anagram', prompt: ['6', '9'], view: ['rotate-180'] })).toBe('a six, turned a nine');
    expect(captionFor({ technique: 'hybrid', low: '3', high: '8' })).toBe('an eight, from afar a three');
  });

  it('says it whatever the timesteps', () => {
    const anagram = { technique: 'anagram', prompt: ['6', '9'], view: ['rotate-180'] };
    expect(captionFor({ ...anagram, spacing: 'course' })).toBe('a six, turned a nine');
    expect(captionFor(anagram, { ...manifest, process: 'flow' })).toBe('a six, turned a nine');
  });

  it('names the prompts of what has no words of its own', () => {
    expect(captionFor({ technique: 'scale', prompt: ['1', '2', '1'] })).toBe('a one + a two');
  });

  it('starts a sentence', () => {
    expect(titled('a six, turned a nine')).toBe('A six, turned a nine');
  });
});
