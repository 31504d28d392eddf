import { expect, it } from 'vitest';
import { page } from './html.ts';
import { stylesheet } from './stylesheet.ts';

/** Relative luminance of a colour such as #0d0b0a (WCAG 2.2). */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

it.each([
  ['dark', 0],
  ['light', 1],
])('text can be read in the %s', (_, theme) => {
  const colour = (name: string) => [...stylesheet.matchAll(new RegExp(`--${name}: (#\\w{6})`, 'g'))][theme]![1]!;
  for (const name of ['ink', 'soft', 'lamp']) {
    expect(contrast(colour(name), colour('ground')), name).toBeGreaterThanOrEqual(4.5);
  }
});

it('every page leads to the site and to the description of the API', () => {
  const html = page('A title', '<p>');
  expect([...html.matchAll(/href="(\/[^"]*)">/g)].map(([, href]) => href)).toEqual(['/v1/docs.css', '/', '/v1/docs']);
});
