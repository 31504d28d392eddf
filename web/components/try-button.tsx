import type { JSX } from 'solid-js';
import { leaveFocus } from '../primitives/focus-on.ts';

export interface TryButtonProps {
  label: string;
  /** What it says while that is under way. */
  busy: string;
  isTrying: boolean;
  onPress(): void;
}

/** Asks again for what was not had, once at a time. */
export function TryButton(props: TryButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class="quiet"
      ref={leaveFocus}
      aria-disabled={props.isTrying}
      onClick={() => props.isTrying || props.onPress()}
    >
      <span aria-live="polite">{props.isTrying ? props.busy : props.label}</span>
    </button>
  );
}
