import type { JSX } from 'solid-js';

/** Drawings of 16 by 16 units, in lines of the text's colour. */
const paths = {
  reroll: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3',
  half: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M10 4v8M12 6v4',
  turn: 'M13 8a5 5 0 1 1-2-4M13 1.5v3h-3',
  flip: 'M2 8h12M5 5.5L8 2.5l3 3M5 10.5l3 3 3-3',
  'rotate-180': 'M3 8a5 5 0 0 1 10 0M13 8l-2.5-2M13 8l2-2.5M13 11a5 5 0 0 1-10 0',
  'rotate-cw': 'M3 13V9a4 4 0 0 1 4-4h6M10 2l3 3-3 3',
  'rotate-ccw': 'M13 13V9a4 4 0 0 0-4-4H3M6 2L3 5l3 3',
  chevron: 'M4 6l4 4 4-4',
} as const;

export function Icon(props: { name: keyof typeof paths }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.3">
      <path d={paths[props.name]} />
    </svg>
  );
}
