import { Index, type JSX, Show } from 'solid-js';
import type { Sheet } from '../api/sheet.ts';
import { noteOf } from '../api/status.ts';
import { captionOf } from '../api/words.ts';
import { fit } from '../canvas/fit.ts';
import { type Frame, frameOfPreview } from '../canvas/picture.ts';
import { createReel } from '../primitives/create-reel.ts';
import { createSize } from '../primitives/create-size.ts';
import { PrintSheet } from './print-sheet.tsx';

/** The chosen picture: which sheet, and which of its samples. */
export interface Choice {
  sheet: number;
  sample: number;
}

export interface EaselProps {
  sheets: readonly Sheet[];
  /** What is laid out, still latent, while there are no sheets. */
  latent: { prompts: readonly string[]; count: number };
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
  const sheetCount = () => Math.max(1, props.sheets.length || props.latent.prompts.length);
  const laidOut = () => {
    const { width = 0, height = 0 } = room() ?? {};
    return fit({ width, height, sheets: sheetCount(), count: count(), size: props.size });
  };
  const several = () => sheetCount() * count() > 1;
  return (
    <div class="prints" ref={ref}>
      <Show when={props.sheets.length > 0} fallback={<Latent {...props} fit={laidOut()} />}>
        <Index each={props.sheets}>
          {(sheet, i) => <SheetOnEasel {...props} sheet={sheet()} index={i} fit={laidOut()} several={several()} />}
        </Index>
      </Show>
    </div>
  );
}

function countOf({ recipe, request }: Sheet): number {
  return recipe?.count ?? request?.count ?? 1;
}

type Laid = EaselProps & { fit: ReturnType<typeof fit> };

function Latent(props: Laid): JSX.Element {
  return (
    <Index each={props.latent.prompts.length > 0 ? props.latent.prompts : ['']}>
      {(prompt) => (
        <PrintSheet
          fit={props.fit}
          size={props.size}
          count={props.latent.count}
          caption={prompt() === '' ? 'nothing chosen' : captionOf(prompt())}
          note="latent"
          phase="latent"
          frame={undefined}
          urls={undefined}
          selected={undefined}
          onSelect={undefined}
        />
      )}
    </Index>
  );
}

function SheetOnEasel(props: Laid & { sheet: Sheet; index: number; several: boolean }): JSX.Element {
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
  return (
    <PrintSheet
      fit={props.fit}
      size={props.size}
      count={countOf(props.sheet)}
      caption={props.sheet.prompt === '' && !props.sheet.recipe ? 'a print' : captionOf(props.sheet.prompt)}
      note={noteOf(props.sheet)}
      phase={props.sheet.view.phase}
      frame={frame()}
      urls={urls()}
      selected={props.choice.sheet === props.index ? props.choice.sample : undefined}
      onSelect={props.several ? (sample) => props.onChoose({ sheet: props.index, sample }) : undefined}
    >
      <Show when={props.linked && props.sheet.result}>
        {(result) => <a href={`/r/${result().id}`}>Open the print</a>}
      </Show>
    </PrintSheet>
  );
}
