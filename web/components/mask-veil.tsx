import type { JSX } from 'solid-js';

/** Mask from luminance to alpha: it is grey, so that its red says enough. */
const alphaOfRed = '0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  1 0 0 0 0';

/** What is lighter than the middle and so redrawn, in black, and the rest of the mask in white: with soft edges, but pure red is kept. */
const redrawn = '0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 16 -8';
const kept = '0 0 0 0 1  0 0 0 0 1  0 0 0 0 1  0 0 0 -16 9';

/**
 * Filters by which a mask is seen over its picture. One is a tint where it is white, through which the picture shows; the other
 * has about that a line of black beside one of white, since the tint alone would vanish on a picture of its own colour. The tint
 * alone takes a fraction of the time: it is for while the mask is painted.
 */
export function MaskVeil(props: { id: string; tintId: string }): JSX.Element {
  return (
    <svg class="unseen" aria-hidden="true">
      <Whole id={props.tintId}>
        <Tint />
      </Whole>
      <Whole id={props.id}>
        <Tint />
        <feColorMatrix in="mask" values={redrawn} result="redrawn" />
        <feColorMatrix in="mask" values={kept} result="kept" />
        <Line of="redrawn" within="kept" result="outer" />
        <Line of="kept" within="redrawn" result="inner" />
        <feMerge>
          <feMergeNode in="tint" />
          <feMergeNode in="outer" />
          <feMergeNode in="inner" />
        </feMerge>
      </Whole>
    </svg>
  );
}

/** A filter of the whole mask, and of nothing beside it. */
function Whole(props: { id: string; children: JSX.Element }): JSX.Element {
  return (
    <filter id={props.id} x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB">
      {props.children}
    </filter>
  );
}

function Tint(): JSX.Element {
  return (
    <>
      <feColorMatrix values={alphaOfRed} result="mask" />
      <feFlood class="veil-tint" />
      <feComposite operator="in" in2="mask" result="tint" />
    </>
  );
}

/** What of one part, a pixel wider, would lie over the other. Beyond the mask's border there is neither, and so no line along it. */
function Line(props: { of: string; within: string; result: string }): JSX.Element {
  return (
    <>
      <feMorphology in={props.of} operator="dilate" radius="1" />
      <feComposite operator="in" in2={props.within} result={props.result} />
    </>
  );
}
