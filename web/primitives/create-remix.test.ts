import { manifest } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import { Technique } from '@manifold/shared/recipe/technique';
import { expect, it, vi } from 'vitest';
import { createDraft } from './create-form.ts';
import { createRemix } from './create-remix.ts';

const navigate = vi.hoisted(() => vi.fn());
vi.mock('@solidjs/router', () => ({ useNavigate: () => navigate }));
const app = vi.hoisted(() => ({ bundles: {}, draftOf: (): unknown => undefined }));
vi.mock('../app-context.ts', () => ({ useApp: () => app }));

/** What is in the form of a technique once it is remixed, and where that leads; undefined where it is not. */
function remixed(asked: object, served = [manifest]) {
  const draft = createDraft();
  app.draftOf = () => draft;
  app.bundles = { named: (name: string) => served.find((one) => one.name === name) };
  navigate.mockClear();
  const remix = createRemix()(compile({ ...Technique.parse(asked), seed: 1 }, manifest));
  remix?.();
  return remix && { typed: draft.typed[0](), to: navigate.mock.calls[0]![0] as string };
}

it('leads to the studio with what that has fields for', () => {
  const { to, typed } = remixed({ technique: 'sample', prompt: '7' })!;
  expect([to, typed]).toEqual([expect.stringMatching(/^\/\?bundle=mnist-class&technique=sample&prompt=7&/), {}]);
});

it.each([
  { technique: 'sample', prompt: '7', negative: '1' },
  { technique: 'hybrid', low: '1', high: '2', spacing: 'course' },
  { technique: 'anagram', prompt: ['1', '2', '3'], view: ['flip', 'skew'] },
])('leads to the form with more than that: %o', (asked) => {
  const { technique, ...fields } = asked;
  const { to, typed } = remixed(asked)!;
  expect(to).toBe(`/make/${technique}?bundle=mnist-class`);
  expect(typed).toMatchObject({ ...fields, seed: '1', steps: 'spacing' in asked ? '' : '50' });
});

it('leads nowhere with what no technique is told from, or no model is there for', () => {
  expect(remixed({ technique: 'triple', low: '1', middle: '2', high: '3' })).toBeUndefined();
  expect(remixed({ technique: 'sample', prompt: '7' }, [])).toBeUndefined();
});
