import {
  type AnyStoredResult,
  imagePath,
  type StoredResult,
  type StoredTraining,
} from '@manifold/shared/protocol/result';
import { descriptionOf, titleOf, titleOfTraining } from './caption.ts';
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

/** Those of a training show the last picture of what was learnt. */
function trainingProperties({ id, training, pictures }: StoredTraining, origin: string): [string, string][] {
  const image = pictures.at(-1);
  const shown: [string, string][] = image
    ? [
        ['og:image', origin + imagePath(image.digest)],
        ['og:image:type', 'image/png'],
        ['og:image:width', String(image.width)],
        ['og:image:height', String(image.height)],
        ['og:image:alt', `What was learnt after epoch ${image.epoch}`],
      ]
    : [];
  return [
    ['og:type', 'website'],
    ['og:site_name', 'Manifold'],
    ['og:title', titleOfTraining(training)],
    ['og:url', `${origin}/r/${id}`],
    ...shown,
  ];
}

/** The shell of the site as the page of one result: its title and its card are the result's. */
export function sharePage(shell: Response, result: AnyStoredResult, origin: string): Response {
  const isTraining = 'training' in result;
  const properties = isTraining ? trainingProperties(result, origin) : propertiesOf(result, origin);
  const name = isTraining ? titleOfTraining(result.training) : titleOf(result.recipe);
  const card = properties.map(meta).join('');
  const alternate = `<link rel="alternate" type="application/json" href="/v1/results/${result.id}">`;
  return new HTMLRewriter()
    .on('title', { element: (title) => void title.setInnerContent(`${name} · Manifold`) })
    .on('meta[property^="og:"]', { element: (old) => void old.remove() })
    .on('head', { element: (head) => void head.append(card + alternate, { html: true }) })
    .transform(shell);
}

function meta([property, content]: [string, string]): string {
  return `<meta property="${property}" content="${escaped(content)}">`;
}
