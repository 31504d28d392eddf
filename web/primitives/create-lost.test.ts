import { createRoot, createSignal, type Setter } from 'solid-js';
import { expect, it, vi } from 'vitest';
import { createLost, type Lost, nameWith } from './create-lost.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));

const app = vi.hoisted(() => ({ contact: { online: (): boolean => true }, bundles: { reload: () => {} } }));
vi.mock('../app-context.ts', () => ({ useApp: () => app }));

interface Bench {
  lost: Lost;
  show: Setter<string>;
  connect: Setter<boolean>;
}

/** Pictures of which the second could not be had. */
function withLost(test: (bench: Bench) => void): Promise<void> {
  return createRoot(async (dispose) => {
    const [shown, show] = createSignal('a print');
    const [online, connect] = createSignal(true);
    app.contact.online = online;
    const lost = createLost(shown);
    // What reacts does so once this is built.
    await Promise.resolve();
    lost.add(1);
    test({ lost, show, connect });
    dispose();
  });
}

it('tells which picture could not be had, until it is asked for again', () =>
  withLost(({ lost }) => {
    const names = ['one', 'two'].map((name, place) => nameWith(lost.has(place), name));
    expect([lost.any(), names]).toEqual([true, ['one', 'two, not fetched']]);
    lost.retry();
    expect([lost.any(), lost.has(1)]).toEqual([false, false]);
  }));

it('asks again once the server is heard again, and not as it is lost', () =>
  withLost(({ lost, connect }) => {
    connect(false);
    expect(lost.any()).toBe(true);
    connect(true);
    expect(lost.any()).toBe(false);
  }));

it('finds out whether the server is heard, which the picture did not tell', () => {
  const reload = vi.spyOn(app.bundles, 'reload');
  return withLost(() => expect(reload).toHaveBeenCalledOnce());
});

it('asks for what is shown instead', () =>
  withLost(({ lost, show }) => {
    show('another print');
    expect(lost.any()).toBe(false);
  }));
