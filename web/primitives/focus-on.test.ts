import { createRoot } from 'solid-js';
import { afterEach, expect, it, vi } from 'vitest';
import { leaveFocus } from './focus-on.ts';

afterEach(() => vi.unstubAllGlobals());

it.each([
  [true, 'to the bar'],
  [false, 'to nobody'],
])('a button that goes while it has the focus, %s, leaves it %s', (hasIt) => {
  const bar = { tabIndex: 0, focus: vi.fn() };
  const button = { closest: () => bar } as unknown as HTMLElement;
  vi.stubGlobal('document', { activeElement: hasIt ? button : undefined });
  createRoot((dispose) => {
    leaveFocus(button);
    dispose();
  });
  expect(bar.focus).toHaveBeenCalledTimes(hasIt ? 1 : 0);
});
