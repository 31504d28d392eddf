import type { JSX } from 'solid-js';

/** Mask from luminance to alpha: it is black and white, so that its red says enough. */
const alphaOfRed = '0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  1 0 0 0 0';

/**
 * A filter by which a mask is seen over its picture: a tint where it is white, through which the picture shows, and about that a
 * line of black beside one of white, since the tint alone would vanish on a picture of its own colour.
 */
export function MaskVeil(props: { id: string }): JSX.Element {
  return (
    <svg class="unseen" aria-hidden="true">
      <filter id={props.id} x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB">
        <feColorMatrix values={alphaOfRed} result="mask" />
        <feFlood class="veil-tint" />
        <feComposite operator="in" in2="mask" result="tint" />
        <feComponentTransfer in="mask" result="sharp">
          <feFuncA type="linear" slope="16" intercept="-7.5" />
        </feComponentTransfer>
        <feMorphology in="sharp" operator="dilate" radius="1" result="wide" />
        <feMorphology in="sharp" operator="erode" radius="1" result="narrow" />
        <feFlood flood-color="black" />
        <feComposite operator="in" in2="wide" />
        <feComposite operator="out" in2="sharp" result="outer" />
        <feFlood flood-color="white" />
        <feComposite operator="in" in2="sharp" />
        <feComposite operator="out" in2="narrow" result="inner" />
        <feMerge>
          <feMergeNode in="tint" />
          <feMergeNode in="outer" />
          <feMergeNode in="inner" />
        </feMerge>
      </filter>
    </svg>
  );
}
