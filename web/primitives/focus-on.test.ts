import { createRoot } from 'solid-js';
import { afterEach, expect, it, vi } from 'vitest';
import { keepFocus, leaveFocus } from './focus-on.ts';

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

it.each([
  ['goes with the press', 'button', undefined, 1],
  ['stays', 'button', 'button', 0],
  ['was elsewhere', undefined, undefined, 0],
])('of a group whose focus %s, what follows has it where it is lost', (_, before, after, times) => {
  const page = { activeElement: before };
  vi.stubGlobal('document', page);
  const group = { contains: (element: unknown) => element === 'button' } as unknown as HTMLElement;
  const heir = { focus: vi.fn() };
  keepFocus(
    group,
    () => {
      page.activeElement = after;
    },
    () => heir as unknown as HTMLElement,
  );
  expect(heir.focus).toHaveBeenCalledTimes(times);
});
