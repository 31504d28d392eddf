import type { PanelFigures } from '@manifold/shared/protocol/result';
import { createEffect, For, Index, type JSX, Show } from 'solid-js';
import type { Fit } from '../canvas/fit.ts';
import type { Frame } from '../canvas/picture.ts';
import { figuresText, nearnessOf } from '../presentation/panels.ts';
import { type Lost, nameWith } from '../primitives/create-lost.ts';
import { PictureCell } from './picture-cell.tsx';

export interface PrintSheetProps {
  fit: Fit;
  size: number;
  count: number;
  caption: string;
  note: string;
  /** How it stands, for its looks: latent, sending, queued, developing, done, failed or cancelled. */
  phase: string;
  frame: Frame | undefined;
  /** Addresses of the finished pictures, while those are what is to be seen. */
  urls: readonly string[] | undefined;
  /** Which of the pictures could not be had, by their samples here. */
  lost?: Pick<Lost, 'has' | 'add'>;
  /** Of a study, which has no film, what each picture shows, as far as that is known. */
  panels?: readonly (PanelFigures | undefined)[] | undefined;
  /** The chosen sample, where one can be chosen. */
  selected: number | undefined;
  onSelect: ((sample: number) => void) | undefined;
  children?: JSX.Element;
}

/** A print: paper, pictures at a multiple of their size, a caption. Several samples share one sheet. */
export function PrintSheet(props: PrintSheetProps): JSX.Element {
  const isLost = (sample: number) => props.lost?.has(sample) ?? false;
  const anyLost = () => Array.from({ length: props.count }, (_, sample) => sample).some(isLost);
  const label = (sample: number) => nameWith(isLost(sample), captionOf(sample));
  const captionOf = (sample: number) => {
    const panel = props.panels?.[sample];
    if (panel) return figuresText(panel);
    return props.count > 1 ? `${props.caption}, ${sample + 1} of ${props.count}` : props.caption;
  };
  const cell = (sample: number) => (
    <>
      <PictureCell
        size={props.size}
        sample={sample}
        frame={props.frame}
        url={props.urls?.[sample]}
        label={label(sample)}
        isLost={isLost(sample)}
        beginsRow={beginsRow(sample)}
        onLost={() => props.lost?.add(sample)}
      />
      <Show when={props.panels?.[sample]}>{(panel) => <PanelWords panel={panel()} />}</Show>
    </>
  );
  const beginsRow = (sample: number) => props.fit.row !== undefined && sample % props.fit.row === 0;
  let figure!: HTMLElement;
  createEffect(() => {
    figure.style.setProperty('--columns', String(props.fit.columns));
    figure.style.setProperty('--side', `${props.fit.multiple * props.size}px`);
  });
  return (
    <figure
      class="sheet"
      data-phase={props.phase}
      data-lost={anyLost() ? '' : undefined}
      data-uneven={Number.isInteger(props.fit.multiple) ? undefined : ''}
      ref={figure}
    >
      <div class="paper">
        <div class="pictures">
          <Index each={Array.from({ length: props.count })}>
            {(_, sample) => (
              <Show when={props.onSelect} fallback={cell(sample)}>
                {(select) => (
                  <button
                    type="button"
                    class="choose"
                    aria-pressed={props.selected === sample}
                    aria-label={props.panels ? `Choose ${label(sample)}` : `Show ${label(sample)} in the film`}
                    onClick={() => select()(sample)}
                  >
                    {cell(sample)}
                  </button>
                )}
              </Show>
            )}
          </Index>
        </div>
        <figcaption>
          <em title={props.caption} dir="auto">
            {props.caption}
          </em>
          <span class="note">{anyLost() ? 'not fetched' : props.note}</span>
        </figcaption>
      </div>
      <div class="under">{props.children}</div>
      <p class="unseen" role="status">
        {anyLost() ? nameWith(true, props.caption) : ''}
      </p>
    </figure>
  );
}

/** The words under a picture, which is named by them too. */
function PanelWords(props: { panel: PanelFigures }): JSX.Element {
  return (
    <span class="panel-words" aria-hidden="true">
      <em dir="auto">{props.panel.label.replaceAll(' = ', '\u00a0=\u00a0')}</em>
      <For each={nearnessOf(props.panel)}>{(figure) => <span>{figure}</span>}</For>
    </span>
  );
}
