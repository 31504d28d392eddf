import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCard } from './card.ts';

async function read(card: string) {
  const directory = await mkdtemp(join(tmpdir(), 'card-'));
  await writeFile(join(directory, 'README.md'), card);
  return readCard(directory);
}

/** As the hub's template for model cards begins, comments and all. */
const template = `---
# For reference on model card metadata, see the spec: https://github.com/huggingface/hub-docs/blob/main/modelcard.md?plain=1
# Doc / guide: https://huggingface.co/docs/hub/model-cards
license: mit
---

# Model Card for My IF

<!-- Provide a quick summary of what the model is/does. -->
`;

describe('readCard', () => {
  it.each([
    ["the hub's template", template, 'Model Card for My IF', 'mit'],
    ['lines of Windows', template.replaceAll('\n', '\r\n'), 'Model Card for My IF', 'mit'],
    ['empty front matter', '---\n---\n# Title\n', 'Title', undefined],
    [
      'code before the title',
      '```bash\n# install it\n```\n\n~~~\n# and\n```\n# run\n~~~\n# Title\n',
      'Title',
      undefined,
    ],
    ['code that does not end', 'Text\n```\n# install it\n', undefined, undefined],
    ['dashes further down', '# Title\n\n---\nlicense: mit\n---\n# Second\n', 'Title', undefined],
    ['front matter that does not end', '---\nlicense: mit\n# Title\n', 'Title', undefined],
  ])('finds title and licence of a card with %s', async (_, card, title, licence) => {
    expect(await read(card)).toMatchObject({ ...(title && { title }), ...(licence && { licence }) });
    expect(Object.keys(await read(card))).toEqual(
      [title && 'title', licence && 'licence', 'examples', 'defaults'].filter((key) => key !== undefined),
    );
  });

  it('cuts what is longer than a manifest has it', async () => {
    const { title, licence } = await read(`---\nlicense: ${'x'.repeat(101)}\n---\n# ${'long '.repeat(25)}\n`);
    expect(title).toBe(`${'long '.repeat(20).trimEnd()}…`);
    expect(licence).toBe(`${'x'.repeat(99)}…`);
    expect((await read(`# ${'x'.repeat(98)}🚀🚀\n`)).title).toBe(`${'x'.repeat(98)}…`);
    expect((await read(`# ${'x'.repeat(100)}\n`)).title).toBe('x'.repeat(100));
  });
});
