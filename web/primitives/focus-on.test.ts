import { createRoot } from 'solid-js';
import { afterEach, expect, it, vi } from 'vitest';
import { keepFocus, leaveFocus } from './focus-on.ts';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['while it has the focus leaves it to its bar', true, true, false, ['bar']],
  ['while it has the focus leaves it to the slider of its film', true, true, true, ['slider']],
  ['together with its bar leaves it to the heading of what comes', true, false, false, ['bar', 'heading']],
  ['while something else has the focus leaves it there', false, true, false, []],
])('a button that goes %s', async (_, hasIt, stays, hasSlider, heirs) => {
  const focused: string[] = [];
  const part = (name: string) => ({ tabIndex: 0, focus: () => focused.push(name) });
  const bar = { ...part('bar'), querySelector: () => (hasSlider ? part('slider') : null) };
  const button = { closest: () => bar } as unknown as HTMLElement;
  const body = {};
  const page = { activeElement: hasIt ? button : body, body, querySelector: () => part('heading') };
  vi.stubGlobal('document', page);
  vi.stubGlobal(
    'MutationObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  createRoot((dispose) => {
    leaveFocus(button);
    dispose();
  });
  if (hasIt) page.activeElement = stays ? bar : body;
  await Promise.resolve();
  expect(focused).toEqual(heirs);
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
