import type { Thing } from './catalogue/things.ts';
import { FINE, type Picture, paint } from './picture.ts';
import type { Plan } from './plan.ts';
import { Sprites } from './sprites.ts';
import { type SubjectSet, subjects } from './subject/subjects.ts';

/** What a data set of pictures is drawn from: equal values give equal pictures. */
export interface PictureSet extends SubjectSet {
  /** Of a picture's side, in pixels. */
  readonly size: 64 | 256;
}

/** The pictures of a set, in their order. */
export async function* pictures(set: PictureSet, things: readonly Thing[]): AsyncGenerator<Picture> {
  const sprites = new Sprites(Math.max(set.size, FINE));
  for (const { plan, subject, dice } of subjects(set, things)) {
    const picture = await paint(subject, plan.style, set.size, sprites, dice);
    yield dice.chance(untold(plan)) ? { ...picture, captions: ['a photo', 'a high quality photo'] } : picture;
  }
}

/** How likely a caption tells no more than that it is a photo. */
function untold({ kind, style }: Plan): number {
  return kind === 'thing' && style === 'photo' ? 0.1 : 0;
}
