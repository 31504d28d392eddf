import type { TechniqueName } from '@manifold/shared/recipe/technique';
import { type JSX, Show } from 'solid-js';
import type { Make } from '../presentation/settings.ts';

/** A numeral for each that the studio makes; the style sheet sets it in its way. */
const numerals: Readonly<Record<Make, string>> = { sample: '7', anagram: '6', hybrid: '3' };

/** A drawing for each that has a form alone: of 16 by 16 units, in lines of the text's colour; a line of next to no length is a dot. */
const drawings: Readonly<Record<Exclude<TechniqueName, Make>, string>> = {
  /** A pencil. */
  edit: 'M2.5 13.5l.9-3.3L11 2.6 13.4 5 5.8 12.6zM9.2 4.4l2.4 2.4',
  /** A brush. */
  inpaint: 'M13.7 2.3L8 8.8M6.9 7.9L9 9.9M6.9 7.9c-1.7 0-2.6 1.2-2.7 2.6-.1 1.3-.8 2-2.2 2.2 2.9 1.6 7.3.7 7-2.8',
  /** A small picture in a great one. */
  upscale: 'M2.5 9.5h4v4h-4zM2.5 6.8V2.5h11v11H9.2M7.8 8.2l3-3M8.4 5.2h2.4v2.4',
  /** Three discs that overlap. */
  triple:
    'M8 2.3a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M5.6 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M10.4 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7',
  /** A prism. */
  colour: 'M7.5 3.2l4.6 8.6H2.9zM1 9.6l3.6-1.9M10.2 7.6l4.8-.9M10.9 9l4.1.2M11.5 10.3l3.5 1.4',
  /** A disc that moves along the diagonal. */
  motion: 'M10.7 2.3a3 3 0 1 0 0 6a3 3 0 0 0 0-6M6.6 9.4l-4.1 4.1M5.6 6.4L2.5 9.5M9.6 10.4l-3.1 3.1',
  /** A balance. */
  scale: 'M8 2.3v11.2M5.3 13.5h5.4M3.2 4.5l9.6-.8M3.2 4.5L1.5 9.4h3.4zM12.8 3.7l-1.7 4.9h3.4z',
  /** A drop, half of it filled. */
  colourise: 'M8 1.8C6.4 4.5 3.6 7.3 3.6 10a4.4 4.4 0 0 0 8.8 0C12.4 7.3 9.6 4.5 8 1.8v12.6M10 6.5v6.9M11.2 9v3.6',
  /** A photograph before another picture. */
  'real-hybrid': 'M2.5 5.5h8v8h-8zM5.5 3V2.5h8v8H13M2.5 12l2.6-2.8 2 2 1.3-1.2 2.1 2M7.9 7.8h.01',
  /** Dots, ever more of them. */
  noise:
    'M2.8 8h.01M5 4.4h.01M5.4 11.2h.01M7.4 7.2h.01M8 2.9h.01M8.2 12.9h.01M9.4 9.6h.01M9.9 5.3h.01M11.2 2.7h.01M11.4 12.2h.01M11.9 7.6h.01M13.4 4.8h.01M13.5 10.1h.01M13.6 13.5h.01',
  /** The curve of a Gaussian. */
  blur: 'M1.5 12.2c4.3 0 3.6-8.7 6.5-8.7s2.2 8.7 6.5 8.7M8 6.5v5.7',
  /** One arrow to the end. */
  'one-step': 'M2 8h8.6M7.6 4.8L10.8 8l-3.2 3.2M13.6 3v10',
  /** A picture with dots in one half of it. */
  denoise: 'M2.5 2.5h11v11h-11zM13.5 2.5l-11 11M4.7 4.7h.01M7.4 4.4h.01M4.5 7.4h.01M10 4.5h.01M4.6 10h.01M7 7h.01',
  /** Stairs. */
  iterative: 'M1.8 3.4h3.1v3.1H8v3.1h3.1v3.1h3.1',
  /** Two pictures side by side. */
  compare: 'M2 3.5h4.8v9H2zM9.2 3.5H14v9H9.2z',
  /** The same way in one, two and four parts. */
  steps: 'M2 4h12M2 8h5M9 8h5M2 12h1.4M5.5 12h1.4M9.1 12h1.4M12.6 12H14',
  /** A compass. */
  guidance: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM10.8 5.2L9.1 9.1 5.2 10.8 6.9 6.9z',
};

/** What a technique is known by in a list of them, beside its name. */
export function Sign(props: { of: TechniqueName }): JSX.Element {
  return (
    <span class="sign" data-make={props.of} aria-hidden="true">
      <Show when={numerals[props.of as Make]} fallback={<Drawing path={drawings[props.of as keyof typeof drawings]} />}>
        {(numeral) => <b>{numeral()}</b>}
      </Show>
    </span>
  );
}

function Drawing(props: { path: string }): JSX.Element {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="1.3"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={props.path} />
    </svg>
  );
}
