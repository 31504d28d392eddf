import { problem } from '@manifold/shared/protocol/problem';
import { createRoot, createSignal } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFound, type Lookup } from './create-found.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));

const asked = vi.fn<() => Promise<Response>>();
const heard = vi.fn();

beforeEach(() => {
  asked.mockReset();
  heard.mockReset();
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('fetch', asked);
});
afterEach(() => vi.unstubAllGlobals());

function lookingFor(first: string, test: (lookup: Lookup, go: (ids?: string) => void) => Promise<void>): Promise<void> {
  return createRoot(async (dispose) => {
    const [ids, setIds] = createSignal<string | undefined>(first);
    const lookup = createFound(ids, { online: () => true, heard });
    // What reacts does so once this is built.
    await Promise.resolve();
    await test(lookup, setIds).finally(dispose);
  });
}

const refusal = problem('internal', 'no');

it('waits for a server that is not heard, and looks again when it is told to', () => {
  asked.mockRejectedValueOnce(new TypeError('Failed to fetch'));
  asked.mockImplementation(async () => Response.json(refusal, { status: refusal.status }));
  return lookingFor('1', async ({ isLooking, found }) => {
    expect([isLooking(), found()]).toEqual([true, undefined]);
    await vi.waitFor(() => expect(found()).toMatchObject({ ids: '1', reply: { reached: true } }), 20_000);
    expect([isLooking(), heard.mock.calls]).toEqual([false, [[false], [true]]]);
    found()!.lookAgain();
    expect(isLooking()).toBe(true);
    await vi.waitFor(() => expect(isLooking()).toBe(false), 20_000);
    expect(asked).toHaveBeenCalledTimes(3);
  });
});

it('finds nothing out of several, nor what went out of the address meanwhile', () => {
  const late = Promise.withResolvers<Response>();
  asked.mockReturnValue(late.promise);
  return lookingFor('1', async ({ isLooking, found }, go) => {
    go('1,2');
    await vi.waitFor(() => expect(found()).toMatchObject({ ids: '1,2' }), 20_000);
    late.resolve(Response.json(refusal, { status: refusal.status }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(found()?.ids).toBe('1,2');
    go(undefined);
    expect([isLooking(), found()]).toEqual([false, undefined]);
  });
});
