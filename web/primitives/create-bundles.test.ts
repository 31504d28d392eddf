import type { Manifest } from '@manifold/shared/protocol/manifest';
import { manifest } from '@manifold/shared/recipe/arbitrary';
import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createBundles } from './create-bundles.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));

const contact = { online: () => true, heard() {} };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', () => {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A server that takes `delay` milliseconds to tell the bundles `served`; returns how often it is asked at a time, at most. */
function serve(delay: number, served: readonly Manifest[] = [manifest]): { most: number } {
  const asked = { now: 0, most: 0 };
  vi.stubGlobal('fetch', async () => {
    asked.now += 1;
    asked.most = Math.max(asked.most, asked.now);
    await new Promise((resolve) => setTimeout(resolve, delay));
    asked.now -= 1;
    return Response.json({ bundles: served });
  });
  return asked;
}

it('hears a server that takes longer to answer than it is left alone', () =>
  createRoot(async (dispose) => {
    const asked = serve(9000);
    const bundles = createBundles(contact);
    await vi.advanceTimersByTimeAsync(9500);
    expect(bundles.manifest()?.name).toBe(manifest.name);
    expect(asked.most).toBe(1);
    dispose();
  }));

it('asks for one answer at a time, however often it is told to look again', () =>
  createRoot(async (dispose) => {
    const asked = serve(9000);
    const bundles = createBundles(contact);
    expect(bundles.isLooking()).toBe(true);
    for (let press = 0; press < 2; press++) bundles.reload();
    await vi.advanceTimersByTimeAsync(9500);
    expect([asked.most, bundles.isLooking(), bundles.manifest()?.name]).toEqual([1, false, manifest.name]);
    dispose();
  }));

it('stays with the model that it began with, though one begins to be served that would have come before it', () =>
  createRoot(async (dispose) => {
    const reader: Manifest = { ...manifest, name: 'reader', prompt: { kind: 'text', tokens: 77, examples: [] } };
    serve(0);
    const bundles = createBundles(contact);
    await vi.advanceTimersByTimeAsync(100);
    serve(0, [reader, manifest]);
    bundles.reload();
    await vi.advanceTimersByTimeAsync(100);
    expect([bundles.served().length, bundles.manifest()?.name]).toEqual([2, manifest.name]);
    bundles.choose(reader.name);
    expect(bundles.manifest()?.name).toBe(reader.name);
    dispose();
  }));

it('asks a server that is not heard less and less often', () =>
  createRoot(async (dispose) => {
    const times: number[] = [];
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    vi.stubGlobal('fetch', () => {
      times.push(Date.now());
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    createBundles({ online: () => false, heard() {} });
    await vi.advanceTimersByTimeAsync(60_000);
    const [first, second, third] = times.slice(1).map((time, i) => time - times[i]!);
    expect(second).toBeGreaterThan(first!);
    expect(third).toBeGreaterThan(second!);
    dispose();
  }));
