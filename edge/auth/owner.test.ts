import { describe, expect, it } from 'vitest';
import { type Client, ownerOf } from './owner.ts';

const nobody: Client = { cookie: undefined, fetchSite: undefined, address: undefined, idempotencyKey: undefined };
const key = 'a key of the tests';

describe('an owner', () => {
  it('is the same for the same address under the same key, and never the address', async () => {
    const client = { ...nobody, address: '192.0.2.7' };
    const owner = await ownerOf(client, key);
    expect(await ownerOf(client, key)).toEqual(owner);
    expect(owner.id).toMatch(/^[0-9a-f]{64}$/);
    expect((await ownerOf(client, 'another key')).id).not.toBe(owner.id);
    expect((await ownerOf({ ...client, address: '192.0.2.8' }, key)).id).not.toBe(owner.id);
  });

  it('is a browser by its cookie, wherever it is', async () => {
    const first = await ownerOf({ ...nobody, fetchSite: 'same-origin', address: '192.0.2.7' }, key);
    const again = await ownerOf({ ...nobody, fetchSite: 'none', cookie: first.newCookie, address: '192.0.2.8' }, key);
    expect(again).toEqual({ id: first.id });
  });

  it('is the same when a browser without a cookie asks again with its Idempotency-Key', async () => {
    const browser = { ...nobody, fetchSite: 'same-origin', address: '192.0.2.7' };
    const first = await ownerOf({ ...browser, idempotencyKey: 'one' }, key);
    expect(first.newCookie).toMatch(/^[0-9a-f]{32}$/);
    expect(await ownerOf({ ...browser, idempotencyKey: 'one' }, key)).toEqual(first);
    const others = [{ idempotencyKey: 'two' }, { idempotencyKey: 'one', address: '192.0.2.8' }, {}, {}];
    const owners = await Promise.all(others.map((other) => ownerOf({ ...browser, ...other }, key)));
    expect(new Set([first, ...owners].map(({ id }) => id)).size).toBe(5);
  });

  it('is not made of a cookie that is none of ours', async () => {
    const { newCookie } = await ownerOf({ ...nobody, fetchSite: 'same-origin', cookie: '__proto__' }, key);
    expect(newCookie).toMatch(/^[0-9a-f]{32}$/);
  });
});
