import { describe, expect, it } from 'vitest';
import { openThreadSession } from '../runtime/thread-session.ts';
import { tensor } from '../tensor/tensor.ts';
import { KeptNet } from './kept-net.ts';

const feeds = { x: tensor([1], Float32Array.of(1)) };

describe('a kept network', () => {
  it('is loaded anew when its thread has died', async () => {
    let opened = 0;
    const open = () => {
      opened += 1;
      return openThreadSession(new URL('./mortal-session.fixture.ts', import.meta.url), {});
    };
    const net = new KeptNet(open, { name: 'net', bytes: 1 });
    expect(await net.run(feeds)).toEqual(feeds);
    await expect(net.run(feeds)).rejects.toThrow('out of memory');
    expect(await net.run(feeds)).toEqual(feeds);
    expect(opened).toBe(2);
    await net.close();
    await expect(net.run(feeds)).rejects.toThrow('closed');
  });

  it('is tried anew when it could not be loaded', async () => {
    let opened = 0;
    const open = async () => {
      opened += 1;
      if (opened === 1) throw new Error('no such file');
      return { run: async () => feeds, release: async () => undefined };
    };
    const net = new KeptNet(open, { name: 'net', bytes: 1 });
    await expect(net.run(feeds)).rejects.toThrow('no such file');
    expect(await net.run(feeds)).toEqual(feeds);
  });
});
