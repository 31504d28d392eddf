import { createEffect, createMemo, createSignal, type JSX, on, Show } from 'solid-js';
import { fitPair, multipleFromAfar } from '../canvas/fit.ts';
import { type Frame, frameInView, frameOfImage, frameOfSample } from '../canvas/picture.ts';
import { inverseOf, type PaperView } from '../canvas/view.ts';
import type { Pair, Reading } from '../presentation/pair.ts';
import { createLost, type Lost } from '../primitives/create-lost.ts';
import type { Size } from '../primitives/create-size.ts';
import { ContactStrip, contactHeight } from './contact-strip.tsx';
import { FetchAgain } from './fetch-again.tsx';
import { Icon } from './icon.tsx';
import { PrintSheet } from './print-sheet.tsx';

export interface PairOnEaselProps {
  /** Changes with each job: a new one lies upright. */
  name: string;
  pair: Pair;
  room: Size | undefined;
  size: number;
  count: number;
  /** The chosen sample, whose two readings are shown. */
  sample: number;
  phase: string;
  /** What the first print says instead of its reading; empty to say its reading. */
  note: string;
  frame: Frame | undefined;
  /** Addresses of the finished pictures, while those are what is to be seen. */
  urls: readonly string[] | undefined;
  onSelect: ((sample: number) => void) | undefined;
  children?: JSX.Element;
}

/** Narrower than this, nothing stands between the prints and the page scrolls. */
const narrow = 560;
const gaps = { narrow: 16, turn: 132, hybrid: 40 } as const;

/** A picture in both of its readings, side by side: upright and in its view, or large and small. */
export function PairOnEasel(props: PairOnEaselProps): JSX.Element {
  const [over, setOver] = createSignal(false);
  const shown = createMemo(() => `${props.name} ${props.pair.view}`);
  createEffect(on(shown, () => setOver(false)));
  const isNarrow = () => (props.room?.width ?? 0) < narrow;
  const second = (multiple: number) => (props.pair.view ? multiple : multipleFromAfar(props.size, multiple));
  const multiple = () => fitPair({ ...roomFor(props, isNarrow()), second });
  const fitOf = (times: number) => ({ multiple: times, columns: 1 });
  const upright = createMemo(() => props.frame && frameOfSample(props.frame, props.sample));
  const urls = () => props.urls?.slice(props.sample, props.sample + 1);
  const url = createMemo(() => urls()?.[0]);
  const kept = createMemo<{ url: string; frame: Frame } | undefined>((before) => {
    const here = url();
    return here === undefined || here === before?.url ? before : { url: here, frame: frameOfImage(here) };
  });
  const finished = () => (url() === undefined ? undefined : kept()!.frame);
  const seen = createMemo(() => secondFrame(finished() ?? upright(), props.pair.view));
  const [lost, lostInView] = [0, 1].map(() => createLost(() => [props.urls, props.frame])) as [Lost, Lost];
  const lostHere = (of: Lost) => ({ has: () => of.has(props.sample), add: () => of.add(props.sample) });
  const print = (reading: Reading, note: string, lost: Lost) => ({
    size: props.size,
    count: 1,
    caption: reading.caption,
    note,
    phase: props.phase,
    lost: lostHere(lost),
    selected: undefined,
    onSelect: undefined,
  });
  const isSpoiled = () => props.phase === 'failed' || props.phase === 'cancelled';
  const readings = () => (over() ? [props.pair.second, props.pair.first] : [props.pair.first, props.pair.second]);
  return (
    <div class="pair-of-prints" data-narrow={isNarrow() ? '' : undefined} data-over={over() ? '' : undefined}>
      <div class="reading" data-turn={props.pair.view}>
        <PrintSheet
          {...print(readings()[0]!, props.note || readings()[0]!.note, lost)}
          fit={fitOf(multiple())}
          frame={upright()}
          urls={urls()}
        >
          <FetchAgain lost={[lost, lostInView]}>{props.children}</FetchAgain>
        </PrintSheet>
      </div>
      <Show when={props.pair.view}>
        <TurnButton over={over()} onTurn={() => setOver(!over())} />
      </Show>
      <div class="reading" data-turn={props.pair.view && inverseOf(props.pair.view)}>
        <PrintSheet
          {...print(readings()[1]!, isSpoiled() ? '' : readings()[1]!.note, lostInView)}
          fit={fitOf(second(multiple()))}
          frame={seen()}
          urls={undefined}
        />
      </div>
      <Show when={props.count > 1 && props.onSelect}>
        {(select) => (
          <ContactStrip
            size={props.size}
            count={props.count}
            frame={props.frame}
            urls={props.urls}
            lost={lost}
            selected={props.sample}
            onSelect={select()}
          />
        )}
      </Show>
    </div>
  );
}

/** What the prints have of the room. On narrow screens height is no bound. */
function roomFor({ room, size, count, pair }: PairOnEaselProps, isNarrow: boolean) {
  const { width = 0, height = 0 } = room ?? {};
  const below = contactHeight(count, size, width);
  if (isNarrow) return { width, height: Number.POSITIVE_INFINITY, size, below, between: gaps.narrow };
  return { width, height, size, below, between: pair.view ? gaps.turn : gaps.hybrid };
}

function secondFrame(frame: Frame | undefined, view: PaperView | undefined): Frame | undefined {
  return frame && view ? frameInView(frame, view) : frame;
}

function TurnButton(props: { over: boolean; onTurn(): void }): JSX.Element {
  return (
    <button type="button" class="turn" aria-pressed={props.over} onClick={() => props.onTurn()}>
      <Icon name="turn" />
      <em>turn it over</em>
    </button>
  );
}
