import { createRoot, createSignal, type Setter } from 'solid-js';
import { expect, it, vi } from 'vitest';
import { createLost, type Lost, nameWith } from './create-lost.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));

const app = vi.hoisted(() => ({ contact: { online: (): boolean => true } }));
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
    expect([lost.any(), nameWith(lost, 0, 'one'), nameWith(lost, 1, 'two')]).toEqual([true, 'one', 'two, not fetched']);
    lost.retry();
    expect([lost.any(), nameWith(lost, 1, 'two')]).toEqual([false, 'two']);
  }));

it('asks again once the server is heard again, and not as it is lost', () =>
  withLost(({ lost, connect }) => {
    connect(false);
    expect(lost.any()).toBe(true);
    connect(true);
    expect(lost.any()).toBe(false);
  }));

it('asks for what is shown instead', () =>
  withLost(({ lost, show }) => {
    show('another print');
    expect(lost.any()).toBe(false);
  }));
