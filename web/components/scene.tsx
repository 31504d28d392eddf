import type { Told } from '@manifold/shared/recipe/decompile';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { type Accessor, createEffect, createMemo, createSignal, type JSX, on, Show, untrack } from 'solid-js';
import { firstFailed, isSameRun, type Sheet } from '../presentation/sheet.ts';
import { createLost } from '../primitives/create-lost.ts';
import { createReel } from '../primitives/create-reel.ts';
import { type Choice, Easel } from './easel.tsx';
import { FilmStrip } from './film-strip.tsx';

export interface SceneProps {
  sheets: readonly Sheet[];
  latent: { asked: readonly Told[]; blank?: string; count: number; recipe: Recipe | undefined };
  size: number;
  linked: boolean;
  /** The panel at the side; on narrow screens it comes between the print and the film. */
  panel: JSX.Element;
  /** What stands under the prints. */
  bar(choice: Accessor<Choice>, film: FilmControl): JSX.Element;
}

/** What moves the film from outside. */
export interface FilmControl {
  /** Number of its ticks that are developed. */
  length: Accessor<number>;
  /** Times that a hand moved it. */
  scrubs: Accessor<number>;
  show(tick: number | undefined): void;
}

/** Prints, panel and film, with what ties them: which picture is chosen, and where its film stands. */
export function Scene(props: SceneProps): JSX.Element {
  const [choice, setChoice] = createSignal<Choice>({ sheet: 0, sample: 0 });
  /** Whether it was chosen by hand, as by moving its film. */
  const [isChosen, setIsChosen] = createSignal(false);
  const choose = (one: Choice) => {
    setIsChosen(true);
    setChoice(one);
  };
  const [scrubbed, setScrubbed] = createSignal<number>();
  const keys = createMemo(() => props.sheets.map((sheet) => sheet.key), [], {
    equals: (a, b) => a.join() === b.join(),
  });
  createEffect(
    on(keys, (now, before = []) => {
      if (!isSameRun(before, now)) {
        setIsChosen(false);
        setChoice({ sheet: 0, sample: 0 });
      }
      setScrubbed(undefined);
    }),
  );
  const failed = createMemo(() => firstFailed(props.sheets));
  createEffect(() => failed() >= 0 && !isChosen() && setChoice({ sheet: failed(), sample: 0 }));
  const chosen = () => props.sheets[choice().sheet];
  const reel = createReel(chosen, () => props.latent.recipe);
  const lost = createLost(createMemo(() => chosen()?.result?.film));
  createEffect(() => lost.any() && setScrubbed(undefined));
  const last = () => (lost.any() ? -1 : reel().findLastIndex((tick) => tick.frame));
  const current = () => scrubbed() ?? last();
  const show = (tick: number | undefined) => {
    if (tick !== undefined) setIsChosen(true);
    setScrubbed(tick === last() ? undefined : tick);
  };
  const [scrubs, setScrubs] = createSignal(0);
  const scrub = (tick: number) => {
    setScrubs((before) => before + 1);
    show(tick);
  };
  const film: FilmControl = { length: () => last() + 1, scrubs, show };
  return (
    <>
      <section class="easel" aria-label="Prints">
        <Easel {...props} choice={choice()} scrubbed={scrubbed()} onChoose={choose} />
        {untrack(() => props.bar(choice, film))}
      </section>
      {props.panel}
      <Show when={reel().length > 0}>
        <FilmStrip
          ticks={reel()}
          size={props.size}
          sample={choice().sample}
          current={current()}
          last={last()}
          lost={lost}
          onScrub={scrub}
        />
      </Show>
    </>
  );
}
