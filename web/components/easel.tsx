import type { Told } from '@manifold/shared/recipe/decompile';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { picturesOf } from '@manifold/shared/recipe/study';
import { createMemo, Index, type JSX, Show } from 'solid-js';
import { type Fit, fit } from '../canvas/fit.ts';
import { type Frame, frameOfPreview } from '../canvas/picture.ts';
import { type Pair, pairOf } from '../presentation/pair.ts';
import { rowOf } from '../presentation/panels.ts';
import { askedOf, captionOfSheet, type Sheet } from '../presentation/sheet.ts';
import { noteOf } from '../presentation/status.ts';
import { createLost } from '../primitives/create-lost.ts';
import { createReel } from '../primitives/create-reel.ts';
import { createSize, type Size } from '../primitives/create-size.ts';
import { FetchAgain } from './fetch-again.tsx';
import { LatentSheet } from './latent-sheet.tsx';
import { PairOnEasel } from './pair-on-easel.tsx';
import { PrintSheet } from './print-sheet.tsx';

/** The chosen picture: which sheet, and which of its samples. */
export interface Choice {
  sheet: number;
  sample: number;
}

export interface EaselProps {
  sheets: readonly Sheet[];
  /** What is laid out, still latent, while there are no sheets. */
  latent: { asked: readonly Told[]; blank?: string; count: number; recipe: Recipe | undefined };
  /** Pixels a side of the bundle's pictures. */
  size: number;
  choice: Choice;
  /** The tick that the film was moved to; undefined follows the newest. */
  scrubbed: number | undefined;
  /** Whether finished prints link to their own page. */
  linked: boolean;
  onChoose(choice: Choice): void;
}

/** All prints of a run, at the largest whole multiple at which they fit. */
export function Easel(props: EaselProps): JSX.Element {
  const { size: room, ref } = createSize();
  const count = () => Math.max(1, ...(props.sheets.length > 0 ? props.sheets.map(countOf) : [props.latent.count]));
  const sheetCount = () => Math.max(1, props.sheets.length || props.latent.asked.length);
  const row = () => rowOf(props.sheets.length > 0 ? props.sheets[0]!.recipe : props.latent.recipe);
  const laidOut = createMemo(() => {
    const { width = 0, height = 0 } = room() ?? {};
    return fit({ width, height, sheets: sheetCount(), count: count(), size: props.size, row: row() });
  });
  const several = () => sheetCount() * count() > 1;
  const asked = () => (props.latent.asked.length > 0 ? props.latent.asked : [undefined]);
  return (
    <div class="prints" ref={ref}>
      <Show
        when={props.sheets.length > 0}
        fallback={
          <Index each={asked()}>
            {(one) => (
              <LatentSheet
                asked={one()}
                blank={props.latent.blank ?? 'nothing chosen'}
                count={props.latent.count}
                size={props.size}
                fit={laidOut()}
                room={room()}
              />
            )}
          </Index>
        }
      >
        <Index each={props.sheets}>
          {(sheet, i) => (
            <SheetOnEasel {...props} sheet={sheet()} index={i} fit={laidOut()} room={room()} several={several()} />
          )}
        </Index>
      </Show>
    </div>
  );
}

function countOf({ recipe, request }: Sheet): number {
  return recipe ? picturesOf(recipe) : (request?.count ?? 1);
}

type OnEaselProps = EaselProps & { sheet: Sheet; index: number; fit: Fit; room: Size | undefined; several: boolean };

function SheetOnEasel(props: OnEaselProps): JSX.Element {
  const reel = createReel(
    () => props.sheet,
    () => undefined,
  );
  const frame = (): Frame | undefined => {
    const latest = props.sheet.view.latest;
    const scrubbed = props.scrubbed === undefined ? undefined : reel()[props.scrubbed]?.frame;
    return scrubbed ?? (latest && frameOfPreview(latest));
  };
  const urls = () => (props.scrubbed === undefined ? props.sheet.result?.images.map((image) => image.url) : undefined);
  const pair = createMemo(() => pairOf(askedOf(props.sheet)));
  const select = () => (props.several ? (sample: number) => props.onChoose({ sheet: props.index, sample }) : undefined);
  return (
    <Show when={pair()} fallback={<PrintOfSheet {...props} frame={frame()} urls={urls()} onSelect={select()} />}>
      {(found) => <PairOfSheet {...props} pair={found()} frame={frame()} urls={urls()} onSelect={select()} />}
    </Show>
  );
}

interface OfSheetProps extends OnEaselProps {
  frame: Frame | undefined;
  urls: readonly string[] | undefined;
  onSelect: ((sample: number) => void) | undefined;
}

function PrintOfSheet(props: OfSheetProps): JSX.Element {
  const lost = createLost(() => [props.urls, props.frame]);
  const panels = () => props.sheet.recipe?.study && (props.sheet.result?.images.map((image) => image.panel) ?? []);
  return (
    <PrintSheet
      fit={props.fit}
      size={props.size}
      count={countOf(props.sheet)}
      caption={captionOfSheet(props.sheet)}
      note={noteOf(props.sheet)}
      phase={props.sheet.view.phase}
      frame={props.frame}
      urls={props.urls}
      lost={lost}
      panels={panels()}
      selected={props.choice.sheet === props.index ? props.choice.sample : undefined}
      onSelect={props.onSelect}
    >
      <FetchAgain lost={[lost]}>
        <PrintLink {...props} />
      </FetchAgain>
    </PrintSheet>
  );
}

function PairOfSheet(props: OfSheetProps & { pair: Pair }): JSX.Element {
  const told = () => props.sheet.view.phase === 'developing' || props.sheet.view.phase === 'done';
  return (
    <PairOnEasel
      name={props.sheet.key}
      pair={props.pair}
      room={props.room}
      size={props.size}
      count={countOf(props.sheet)}
      sample={props.choice.sheet === props.index ? props.choice.sample : 0}
      phase={props.sheet.view.phase}
      note={told() ? '' : noteOf(props.sheet)}
      frame={props.frame}
      urls={props.urls}
      onSelect={props.onSelect}
    >
      <PrintLink {...props} />
    </PairOnEasel>
  );
}

function PrintLink(props: { linked: boolean; sheet: Sheet }): JSX.Element {
  return (
    <Show when={props.linked && props.sheet.result}>
      {(result) => <a href={`/r/${result().id}`}>Open the print</a>}
    </Show>
  );
}
