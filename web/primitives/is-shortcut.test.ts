import { expect, it } from 'vitest';
import { isShortcut } from './is-shortcut.ts';

it("leaves the browser its shortcuts, and takes shift for the page's own", () => {
  const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: true };
  expect(isShortcut(none)).toBe(false);
  const held = ['altKey', 'ctrlKey', 'metaKey'].map((key) => isShortcut({ ...none, [key]: true }));
  expect(held).toEqual([true, true, true]);
});
