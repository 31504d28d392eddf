import type { Backdrop } from '../backdrop/backdrop.ts';
import { fillBy, hsv, mix } from '../backdrop/fill.ts';
import { type Canvas, layUnder } from '../canvas.ts';
import type { Dice } from '../dice.ts';
import { luminance } from '../plane/luminance.ts';
import { smoothNoise } from '../plane/noise.ts';
import { kuwahara } from './kuwahara.ts';
import type { Style } from './style.ts';

/** Of a brush, as a part of the side. */
const BRUSH = 1 / 36;

/** Painted all over in strokes, on a ground of a few related colours. */
export const oil: Style = {
  paint(canvas, backdrop, dice) {
    const { side, rgb } = canvas;
    layUnder(canvas, (backdrop ?? paintedGround(lightOf(canvas)))(side, dice));
    unevenly(rgb, side, dice);
    rgb.set(kuwahara(rgb, side, Math.round(side * BRUSH)));
    enrich(rgb);
    bristles(canvas, dice);
    return undefined;
  },
  captions: (phrase) => [`an oil painting of ${phrase}`, `an oil painting of ${phrase}`, `a painting of ${phrase}`],
};

/** The mean luminance of the things, from 0 to 1. */
function lightOf({ rgb, cover }: Canvas): number {
  const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
  return sum(luminance(rgb)) / Math.max(1, sum(cover));
}

/** Two colours near each other, and a third between them here and there; dark behind light things, light behind dark ones. */
function paintedGround(light: number): Backdrop {
  return (side, dice) => {
    const [hue, apart] = [dice.between(0, 1), dice.between(0.04, 0.14)];
    const value = light > 0.45 ? dice.between(0.38, 0.6) : dice.between(0.8, 0.98);
    const one = hsv(hue, dice.between(0.25, 0.5), value);
    const two = hsv((hue + apart) % 1, dice.between(0.2, 0.45), value - dice.between(0.1, 0.2));
    const three = hsv((hue + 0.5) % 1, 0.2, value);
    const [broad, fine] = [smoothNoise(side, 4, dice), smoothNoise(side, 9, dice)];
    return fillBy(side, (_, y, pixel) => {
      const pair = mix(one, two, Math.min(1, Math.max(0, 2.2 * (broad[pixel]! - 0.5) + 0.3 + 0.5 * y)));
      return mix(pair, three, 0.6 * Math.max(0, fine[pixel]! - 0.5));
    });
  };
}

/** Paint is never mixed evenly: dabs of it are lighter and darker. */
function unevenly(rgb: Float32Array, side: number, dice: Dice): void {
  const dabs = smoothNoise(side, 26, dice);
  for (let i = 0; i < rgb.length; i++) rgb[i] = rgb[i]! * (0.86 + 0.28 * dabs[i % dabs.length]!);
}

/** More saturated than life. */
function enrich(rgb: Float32Array): void {
  const grey = luminance(rgb);
  for (let i = 0; i < rgb.length; i++) {
    const level = grey[i % grey.length]!;
    rgb[i] = Math.min(1, Math.max(0, level + 1.25 * (rgb[i]! - level)));
  }
}

/** The relief of the bristles: noise smeared along strokes whose direction changes over the canvas. */
function bristles({ side, rgb }: Canvas, dice: Dice): void {
  const [turns, noise] = [smoothNoise(side, 3, dice), smoothNoise(side, 60, dice)];
  const reach = Math.round(side * BRUSH * 1.3);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const angle = turns[pixel]! * 2 * Math.PI;
    const relief = 1 + 0.5 * (smeared(noise, side, pixel, Math.cos(angle), Math.sin(angle), reach) - 0.5);
    for (let at = pixel; at < rgb.length; at += side * side) rgb[at] = Math.min(1, rgb[at]! * relief);
  }
}

/** The mean of `plane` along the line of direction (right, down) through a pixel, up to `reach` pixels away; `side` is a power of two. */
function smeared(plane: Float32Array, side: number, pixel: number, right: number, down: number, reach: number): number {
  const [x, y] = [(pixel % side) + 0.5, Math.floor(pixel / side) + 0.5];
  let sum = 0;
  for (let step = -reach; step <= reach; step++) {
    const [column, row] = [(x + step * right) & (side - 1), (y + step * down) & (side - 1)];
    sum += plane[row * side + column]!;
  }
  return sum / (2 * reach + 1);
}
