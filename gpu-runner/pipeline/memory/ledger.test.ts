import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, Ledger, type Sized } from './ledger.ts';

const net = (bytes: number, transient = false) => ({ bytes, transient });

describe('Ledger', () => {
  it('unloads what was used least recently, and only as much as is needed', () => {
    const [a, b, c, d] = [net(4), net(3), net(3), net(2)];
    const ledger = new Ledger(10);
    for (const one of [a, b, c]) {
      expect(ledger.admit([one])).toEqual([]);
      ledger.giveBack([one]);
    }
    ledger.admit([a]);
    ledger.giveBack([a]);
    expect(ledger.admit([d])).toEqual([b]);
  });

  it('never unloads what is in use', () => {
    const [a, b, c] = [net(5), net(5), net(5)];
    const ledger = new Ledger(10);
    ledger.admit([a]);
    ledger.admit([b]);
    expect(ledger.admit([c])).toBeUndefined();
    ledger.giveBack([a]);
    expect(ledger.admit([c])).toEqual([a]);
  });

  it('lets who wants more than the budget in alone', () => {
    const [small, large] = [net(1), net(20)];
    const ledger = new Ledger(10);
    ledger.admit([small]);
    expect(ledger.admit([large])).toBeUndefined();
    ledger.giveBack([small]);
    expect(ledger.admit([large])).toEqual([small]);
    expect(ledger.admit([small])).toBeUndefined();
    expect(ledger.admit([large])).toEqual([]);
  });

  it('names what is transient as soon as nobody uses it', () => {
    const [text, unet] = [net(1, true), net(1)];
    const ledger = new Ledger(10);
    ledger.admit([text]);
    ledger.admit([unet]);
    expect(ledger.trim()).toEqual([]);
    ledger.giveBack([text]);
    expect(ledger.trim()).toEqual([text]);
  });

  it('is over the budget only for one user that is larger alone', () => {
    const nets: Sized[] = Array.from({ length: 5 }, (_, i) => ({ bytes: i + 1, transient: i === 4 }));
    const wanted = fc.uniqueArray(fc.constantFrom(...nets), { minLength: 1, maxLength: 3 });
    const move = fc.oneof(wanted, fc.nat(9));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), fc.array(move, { maxLength: 40 }), (budget, moves) => {
        const ledger = new Ledger(budget);
        const loaded = new Set<Sized>();
        const users: Sized[][] = [];
        const unload = (leaving: readonly Sized[]) => {
          for (const one of leaving) {
            expect(users.flat()).not.toContain(one);
            expect(loaded.delete(one)).toBe(true);
          }
        };
        for (const one of moves) {
          if (typeof one === 'number') {
            ledger.giveBack(users.splice(one, 1).flat());
          } else {
            const leaving = ledger.admit(one);
            if (leaving) {
              unload(leaving);
              users.push(one);
              for (const each of one) loaded.add(each);
            } else expect(bytesOf(new Set([...users.flat(), ...one]))).toBeGreaterThan(budget);
          }
          unload(ledger.trim());
          const all = [...loaded];
          const alone = users.some((user) => all.every((each) => user.includes(each)));
          expect(bytesOf(all) <= budget || alone).toBe(true);
          for (const user of users) for (const each of user) expect(loaded).toContain(each);
        }
      }),
    );
  });
});
