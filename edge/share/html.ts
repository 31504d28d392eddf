const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** `text` fit to stand in HTML, as content or in a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Address of the stylesheet of the pages that the edge writes itself. */
export const stylesheetPath = '/v1/docs.css';

/** A whole page, with the way to the site and to the API's description; `body` is HTML, `title` is text. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${stylesheetPath}">
</head>
<body>
<main>
<nav><a href="/">Manifold</a> · <a href="/v1/docs">API</a></nav>
${body}
</main>
</body>
</html>
`;
}
