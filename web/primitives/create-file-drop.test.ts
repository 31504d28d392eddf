import { createRoot } from 'solid-js';
import { expect, it, vi } from 'vitest';
import { createFileDrop } from './create-file-drop.ts';

const file = new File([], 'a.png');

/** What comes of `data` on a page that takes files, until it is left: whether it is kept from the browser, and what was taken. */
function happen(type: string, data: { types: string[]; files?: File[] }, isTaken = false) {
  return createRoot((dispose) => {
    const page = new EventTarget() as Document;
    const take = vi.fn();
    createFileDrop(take, page);
    const carried = { files: [], setData: (kind: string) => data.types.push(kind), ...data };
    const send = () => {
      const event = Object.assign(new Event(type, { cancelable: true }), {
        dataTransfer: carried,
        clipboardData: carried,
      });
      if (isTaken) event.preventDefault();
      page.dispatchEvent(event);
      return event.defaultPrevented;
    };
    const isKept = send();
    dispose();
    send();
    return [isKept, take.mock.calls.flat()];
  });
}

it('takes a file that is dropped anywhere, or pasted', () => {
  expect(happen('dragover', { types: ['Files'] })).toEqual([true, []]);
  expect(happen('drop', { types: ['Files'], files: [file] })).toEqual([true, [file]]);
  expect(happen('paste', { types: ['text/html', 'Files'], files: [file] })).toEqual([true, [file]]);
});

it('leaves words alone, and what a field took by itself', () => {
  for (const type of ['dragover', 'drop', 'paste'])
    expect(happen(type, { types: ['text/plain'] })).toEqual([false, []]);
  expect(happen('paste', { types: ['text/plain', 'Files'], files: [file] })).toEqual([false, []]);
  expect(happen('drop', { types: ['Files'], files: [file] }, true)).toEqual([true, []]);
});

it('takes no print that is dragged from the page itself', () => {
  const print = { types: ['Files'], files: [file] };
  happen('dragstart', print);
  expect(happen('dragover', print)).toEqual([false, []]);
  expect(happen('drop', print)).toEqual([false, []]);
});
