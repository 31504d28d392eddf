import { describe, expect, it } from 'vitest';
import { formatFault, formatOf } from './format.ts';

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('formatFault', () => {
  it.each([
    ['', 'is empty; choose a PNG, JPEG or WebP'],
    ['hello', 'is no picture that can be read here; save it as PNG, JPEG or WebP'],
    ['BMW is a brand of cars', 'is no picture that can be read here; save it as PNG, JPEG or WebP'],
    ['\0\0\0\x18ftypmp42', 'is no picture that can be read here; save it as PNG, JPEG or WebP'],
    ['GIF89a', 'is a GIF; save it as PNG, JPEG or WebP'],
    ['BM\x36\0\0\0\0\0\0\0', 'is a BMP; save it as PNG, JPEG or WebP'],
    ['II*\0', 'is a TIFF; save it as PNG, JPEG or WebP'],
    ['MM\0*', 'is a TIFF; save it as PNG, JPEG or WebP'],
    ['%PDF-1.7', 'is a PDF; save it as PNG, JPEG or WebP'],
    ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'is a HEIC; save it as PNG, JPEG or WebP'],
    ['\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf', 'is an AVIF; save it as PNG, JPEG or WebP'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'is an SVG drawing; save it as PNG, JPEG or WebP'],
  ])('of %j', (text, fault) => {
    const file = latin1(text);
    expect([formatOf(file), formatFault(file)]).toEqual([undefined, fault]);
  });
});
