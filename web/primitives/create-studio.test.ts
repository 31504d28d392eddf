import type { Manifest } from '@manifold/shared/protocol/manifest';
import { manifest as digits } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import { Technique } from '@manifold/shared/recipe/technique';
import { createRoot, createSignal } from 'solid-js';
import { expect, it, vi } from 'vitest';
import { defaultSettings, type Settings } from '../presentation/settings.ts';
import { makeVisits } from '../presentation/visits.ts';
import { createStudio, type Studio } from './create-studio.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));

const app = vi.hoisted(() => ({ shared: {} as object, route: {} as { search: string; ids: string | undefined } }));
vi.mock('../app-context.ts', () => ({ useApp: () => app.shared }));
vi.mock('@solidjs/router', () => ({
  useLocation: () => app.route,
  useParams: () => app.route,
  useNavigate: () => () => {},
}));

const trained: Manifest = { ...digits, name: 'trained-1' };
const recipe = compile({ ...Technique.parse({ technique: 'sample', prompt: '3', steps: 4 }), seed: 1 }, digits);

interface Bench {
  studio: Studio;
  settings(): Settings | undefined;
  model(): string;
  serve(): void;
  go(to: string | number, route: Partial<typeof app.route>): Promise<void>;
  watch: ReturnType<typeof vi.fn>;
  develop: ReturnType<typeof vi.fn>;
}

/** The studio on digits at an address, where every job was asked for by the recipe. */
function at(search: string, test: (bench: Bench) => Promise<void>): Promise<void> {
  return createRoot(async (dispose) => {
    const [route, setRoute] = createSignal({ search, ids: undefined as string | undefined });
    app.route = {
      get search() {
        return route().search;
      },
      get ids() {
        return route().ids;
      },
    };
    const [served, setServed] = createSignal([digits]);
    const [chosen, choose] = createSignal(digits.name);
    const [settings, keepSettings] = createSignal<Settings>();
    const [jobIds, setJobIds] = createSignal<string[]>([]);
    const named = (name: string) => served().find((one) => one.name === name);
    const visits = makeVisits();
    const watch = vi.fn();
    const develop = vi.fn(async () => {});
    const run = {
      sheets: () => jobIds().map(() => ({ recipe, view: {} })),
      jobIds,
      active: () => false,
      clear: () => setJobIds([]),
      open: async (ids: string[]) => setJobIds(ids),
      develop,
    };
    app.shared = { run, settings, keepSettings, visits, bundles: { served, named, choose, watch } };
    const studio = createStudio(
      () => named(chosen())!,
      () => undefined,
    );
    const go: Bench['go'] = async (to, next) => {
      visits.leave(to);
      setRoute({ search: '', ids: undefined, ...next });
      await Promise.resolve();
      await Promise.resolve();
    };
    // What reacts does so once this is built.
    await Promise.resolve();
    const bench = { studio, settings, model: chosen, serve: () => setServed([digits, trained]), go, watch, develop };
    await test(bench).finally(dispose);
  });
}

it('waits for a model that is not served, and leaves what is set until it is', () =>
  at('?bundle=trained-1&steps=9', async ({ studio, model, settings, serve, watch }) => {
    studio.change({ prompts: ['8'], steps: 20 });
    expect([studio.isAwaiting(), watch.mock.calls.length, settings()?.steps]).toEqual([true, 1, 20]);
    serve();
    expect([studio.isAwaiting(), model()]).toEqual([false, 'trained-1']);
    expect(settings()).toEqual({ ...defaultSettings(trained), steps: 9 });
  }));

it('takes over what made a job, but not over what was typed before one came back to it', () =>
  at('', async ({ studio, settings, go }) => {
    await go('/job/1', { ids: '1' });
    expect(settings()).toMatchObject({ prompts: ['3'], steps: 4 });
    await go(-1, {});
    studio.change({ prompts: ['8'] });
    await go(1, { ids: '1' });
    expect(settings()).toMatchObject({ prompts: ['8'], steps: 4 });
    await go('/job/2', { ids: '2' });
    expect(settings()?.prompts).toEqual(['3']);
  }));

it('asks for each job with the recipe that it stands for', () =>
  at('', async ({ studio, develop }) => {
    studio.change({ prompts: ['3'], steps: 4, seed: 1, guidance: digits.defaults.guidance });
    await studio.develop();
    expect(develop).toHaveBeenCalledWith([{ request: expect.objectContaining({ prompt: '3' }), recipe }]);
  }));

it('says what is wrong as soon as it is to develop', () =>
  at('', async ({ studio, develop }) => {
    studio.change({ prompts: [] });
    expect(studio.errors()).toEqual({});
    void studio.develop();
    expect([Object.keys(studio.errors()), develop.mock.calls.length]).toEqual([['prompts'], 0]);
    studio.change({ prompts: ['3'] });
    void studio.develop();
    expect([studio.errors(), develop.mock.calls.length]).toEqual([{}, 1]);
  }));
