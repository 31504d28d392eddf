import { imagePath, type StoredResult } from '@manifold/shared/protocol/result';
import { descriptionOf, titleOf } from './caption.ts';
import { escaped } from './html.ts';

/** What a link's preview shows: Open Graph properties (ogp.me) of a result at `origin`. */
function propertiesOf(
  { id, recipe, images, sheet }: StoredResult,
  origin: string,
): [property: string, content: string][] {
  const image = sheet ?? images[0];
  return [
    ['og:type', 'website'],
    ['og:site_name', 'Manifold'],
    ['og:title', titleOf(recipe)],
    ['og:description', descriptionOf(recipe)],
    ['og:url', `${origin}/r/${id}`],
    ['og:image', origin + imagePath(image!.digest)],
    ['og:image:type', 'image/png'],
    ['og:image:width', String(image!.width)],
    ['og:image:height', String(image!.height)],
    ['og:image:alt', titleOf(recipe)],
  ];
}

/** The shell of the site as the page of one result: its title and its card are the result's. */
export function sharePage(shell: Response, result: StoredResult, origin: string): Response {
  const card = propertiesOf(result, origin).map(meta).join('');
  const alternate = `<link rel="alternate" type="application/json" href="/v1/results/${result.id}">`;
  return new HTMLRewriter()
    .on('title', { element: (title) => void title.setInnerContent(`${titleOf(result.recipe)} · Manifold`) })
    .on('meta[property^="og:"]', { element: (old) => void old.remove() })
    .on('head', { element: (head) => void head.append(card + alternate, { html: true }) })
    .transform(shell);
}

function meta([property, content]: [string, string]): string {
  return `<meta property="${property}" content="${escaped(content)}">`;
}
