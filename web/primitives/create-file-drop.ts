import { onCleanup } from 'solid-js';

/** Marks what is dragged from the page itself: a print that slips from the hand was not given to a form. */
const ownType = 'text/x-manifold-own';

/**
 * Takes a file that is dropped anywhere on the page, which a browser would else open in its place, or pasted. What a field takes
 * by itself, and words, are left alone.
 */
export function createFileDrop(take: (file: File) => void, page: Document = document): void {
  const ended = new AbortController();
  onCleanup(() => ended.abort());
  const takeFrom = (event: Event, { files }: DataTransfer) => {
    event.preventDefault();
    if (files[0]) take(files[0]);
  };
  page.addEventListener('dragstart', ({ dataTransfer }) => dataTransfer?.setData(ownType, 'own'), ended);
  page.addEventListener('dragover', (event) => isGiven(event) && event.preventDefault(), ended);
  page.addEventListener('drop', (event) => isGiven(event) && takeFrom(event, event.dataTransfer!), ended);
  page.addEventListener(
    'paste',
    (event) => isPicture(event.clipboardData) && takeFrom(event, event.clipboardData!),
    ended,
  );
}

function isGiven({ dataTransfer, defaultPrevented }: DragEvent): boolean {
  const types = dataTransfer?.types ?? [];
  return !defaultPrevented && types.includes('Files') && !types.includes(ownType);
}

/** A table or a page that is copied comes as words and as a picture of them: the words are meant. */
function isPicture(data: DataTransfer | null): boolean {
  const types = data?.types ?? [];
  return types.includes('Files') && !types.includes('text/plain');
}
