import { afterEach, expect, it, vi } from 'vitest';
import { copyText } from './copy-text.ts';

afterEach(() => vi.unstubAllGlobals());

it('leaves the focus where it was, where there is no clipboard but that of a selection', async () => {
  const button = { focus: vi.fn() };
  const area = { value: '', select: () => Object.assign(page, { activeElement: area }), remove: vi.fn() };
  const page = {
    activeElement: button as unknown,
    body: { append() {} },
    createElement: () => area,
    execCommand: () => area.value === 'a link',
  };
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('document', page);
  expect(await copyText('a link')).toBe(true);
  expect(area.remove).toHaveBeenCalledBefore(button.focus);
  expect(button.focus).toHaveBeenCalledWith({ preventScroll: true });
});
