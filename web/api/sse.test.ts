import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ServerEvent, takeEvents } from './sse.ts';

/** Reads a stream that arrives in pieces. */
function readPieces(pieces: readonly string[]): ServerEvent[] {
  let rest = '';
  return pieces.flatMap((piece) => {
    const taken = takeEvents(rest + piece);
    rest = taken.rest;
    return taken.events;
  });
}

const line = fc.string({ unit: 'grapheme-ascii' });
const event = fc.record({ id: fc.nat().map(String), type: fc.constantFrom('queued', 'progress'), data: line });
const end = fc.constantFrom('\n', '\r\n', '\r');

describe('takeEvents', () => {
  it('reads the same events however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(event), end, fc.array(fc.nat(40)), (events, eol, cuts) => {
        const text = events
          .map(({ id, type, data }) => `id: ${id}${eol}event: ${type}${eol}data: ${data}${eol}${eol}`)
          .join('');
        // One more character shows that a last carriage return is a whole line end.
        expect(readPieces([...cut(text, cuts), ':'])).toEqual(events);
      }),
    );
  });

  it('joins lines of data, and passes over comments', () => {
    expect(takeEvents(':\n\nretry: 1000\n\ndata: a\ndata:b\n\n').events).toEqual([
      { id: undefined, type: 'message', data: 'a\nb' },
    ]);
  });

  it('keeps what is not whole yet', () => {
    expect(takeEvents('data: a\n')).toMatchObject({ events: [], rest: 'data: a\n' });
  });

  it('tells an event or a heartbeat from a stream that only says when to come again', () => {
    expect(takeEvents('retry: 1000\n\n')).toMatchObject({ isAlive: false, retryMs: 1000 });
    expect(takeEvents('\n\nretry: soon\n\n')).toMatchObject({ isAlive: false, retryMs: undefined });
    expect(takeEvents(':\n\n').isAlive).toBe(true);
    expect(takeEvents('data: a\n\n').isAlive).toBe(true);
  });
});

function cut(text: string, lengths: readonly number[]): string[] {
  let at = 0;
  const pieces = lengths.map((length) => {
    at += length;
    return text.slice(at - length, at);
  });
  return [...pieces, text.slice(at)];
}
