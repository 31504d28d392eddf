import { captionOfTechnique } from '@manifold/shared/recipe/caption';
import type { Told } from '@manifold/shared/recipe/decompile';
import { type JSX, Show } from 'solid-js';
import type { Fit } from '../canvas/fit.ts';
import { pairOf } from '../presentation/pair.ts';
import type { Size } from '../primitives/create-size.ts';
import { PairOnEasel } from './pair-on-easel.tsx';
import { PrintSheet } from './print-sheet.tsx';

export interface LatentSheetProps {
  /** What would be developed; undefined where nothing is chosen. */
  asked: Told | undefined;
  /** What it is called where nothing is chosen. */
  blank: string;
  count: number;
  size: number;
  fit: Fit;
  room: Size | undefined;
}

/** What the settings ask for, undeveloped. */
export function LatentSheet(props: LatentSheetProps): JSX.Element {
  const blank = { phase: 'latent', note: 'latent', frame: undefined, urls: undefined, onSelect: undefined } as const;
  return (
    <Show
      when={pairOf(props.asked)}
      fallback={
        <PrintSheet
          {...blank}
          fit={props.fit}
          size={props.size}
          count={props.count}
          caption={props.asked ? captionOfTechnique(props.asked) : props.blank}
          selected={undefined}
        />
      }
    >
      {(pair) => (
        <PairOnEasel
          {...blank}
          name="latent"
          pair={pair()}
          room={props.room}
          size={props.size}
          count={props.count}
          sample={0}
        />
      )}
    </Show>
  );
}
