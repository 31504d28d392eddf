import {
  type AnyStoredResult,
  imagePath,
  type StoredResult,
  type StoredTraining,
} from '@manifold/shared/protocol/result';
import { descriptionOf, descriptionOfTraining, titleOf, titleOfTraining } from './caption.ts';
import { escaped } from './html.ts';

/** What a link's preview shows of a result. */
interface Card {
  title: string;
  description: string;
  picture: StoredResult['images'][number] | StoredTraining['pictures'][number] | undefined;
  alt: string;
}

function cardOfPictures({ recipe, images, sheet, poster }: StoredResult): Card {
  const title = titleOf(recipe);
  return { title, description: descriptionOf(recipe), picture: sheet ?? poster ?? images[0], alt: title };
}

/** A training shows the last picture of what was learnt. */
function cardOfTraining(result: StoredTraining): Card {
  const picture = result.pictures.at(-1);
  return {
    title: titleOfTraining(result.training),
    description: descriptionOfTraining(result),
    picture,
    alt: picture ? `What was learnt after epoch ${picture.epoch}` : '',
  };
}

/** The shell of the site as the page of one result: its title, its description and its card are the result's. */
export function sharePage(shell: Response, result: AnyStoredResult, origin: string): Response {
  const card = 'training' in result ? cardOfTraining(result) : cardOfPictures(result);
  const tags = [...openGraph(card, `${origin}/r/${result.id}`, origin), ...named(card)].join('');
  const alternate = `<link rel="alternate" type="application/json" href="/v1/results/${result.id}">`;
  return new HTMLRewriter()
    .on('title', { element: (title) => void title.setInnerContent(`${card.title} · Manifold`) })
    .on('meta[property^="og:"], meta[name="description"], meta[name="twitter:card"]', {
      element: (old) => void old.remove(),
    })
    .on('head', { element: (head) => void head.append(tags + alternate, { html: true }) })
    .transform(shell);
}

/** Open Graph properties (ogp.me). */
function openGraph({ title, description, picture, alt }: Card, url: string, origin: string): string[] {
  const shown: [string, string][] = picture
    ? [
        ['image', origin + imagePath(picture.digest)],
        ['image:type', 'image/png'],
        ['image:width', String(picture.width)],
        ['image:height', String(picture.height)],
        ['image:alt', alt],
      ]
    : [];
  const properties: [string, string][] = [
    ['type', 'website'],
    ['site_name', 'Manifold'],
    ['title', title],
    ['description', description],
    ['url', url],
    ...shown,
  ];
  return properties.map(([name, content]) => meta('property', `og:${name}`, content));
}

/** Least width of a picture that previews show large; a smaller one they would blur. */
const largeFrom = 300;

function named({ description, picture }: Card): string[] {
  const isLarge = picture !== undefined && picture.width >= largeFrom;
  return [
    meta('name', 'description', description),
    meta('name', 'twitter:card', isLarge ? 'summary_large_image' : 'summary'),
  ];
}

function meta(attribute: 'name' | 'property', name: string, content: string): string {
  return `<meta ${attribute}="${name}" content="${escaped(content)}">`;
}
