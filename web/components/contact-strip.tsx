import { createEffect, Index, type JSX } from 'solid-js';
import type { Frame } from '../canvas/picture.ts';
import { type Lost, nameWith } from '../primitives/create-lost.ts';
import { PictureCell } from './picture-cell.tsx';

/** Gap between the pictures, and above the first row of them. */
const gaps = { between: 8, above: 16 } as const;
/** About how wide a picture is shown: large enough for a finger, and no larger than this where it has more pixels. */
const wanted = { least: 56, most: 64 } as const;

export interface ContactStripProps {
  size: number;
  count: number;
  frame: Frame | undefined;
  urls: readonly string[] | undefined;
  lost: Lost;
  selected: number;
  onSelect(sample: number): void;
}

/** All samples of a sheet, small, to choose the one that is shown large. */
export function ContactStrip(props: ContactStripProps): JSX.Element {
  let strip!: HTMLFieldSetElement;
  createEffect(() => strip.style.setProperty('--side', `${sideOf(props.size)}px`));
  const label = (sample: number) => nameWith(props.lost.has(sample), `Print ${sample + 1} of ${props.count}`);
  return (
    <fieldset class="contact" ref={strip}>
      <legend class="unseen">Contact sheet</legend>
      <Index each={Array.from({ length: props.count })}>
        {(_, sample) => (
          <button
            type="button"
            class="choose"
            aria-pressed={props.selected === sample}
            aria-label={label(sample)}
            onClick={() => props.onSelect(sample)}
          >
            <PictureCell
              size={props.size}
              sample={sample}
              frame={props.frame}
              url={props.urls?.[sample]}
              label={label(sample)}
              isLost={props.lost.has(sample)}
              onLost={() => props.lost.add(sample)}
            />
          </button>
        )}
      </Index>
    </fieldset>
  );
}

function sideOf(size: number): number {
  return Math.min(wanted.most, size * Math.max(1, Math.floor(wanted.least / size)));
}

/** Height of the strip in a room of `width`; a single sample needs none. */
export function contactHeight(count: number, size: number, width: number): number {
  if (count < 2) return 0;
  const side = sideOf(size) + gaps.between;
  const inRow = Math.max(1, Math.floor((width + gaps.between) / side));
  return gaps.above + Math.ceil(count / inRow) * side;
}
