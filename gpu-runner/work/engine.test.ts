import { expect, it } from 'vitest';
import { openEngine } from './engine.ts';
import { makeLog } from './log.ts';

it('warns of a prompt that is too long in numbers alone, since a log is read by others', async () => {
  const lines: string[] = [];
  const log = makeLog('warn', { write: (line) => void lines.push(line) });
  const { onCut } = await openEngine({ provider: 'cpu', memory: 1e9 }, log);
  onCut({ read: 76, leftOut: 5, words: 'a private boat' });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ read: 76, leftOut: 5, msg: expect.stringContaining('left out') });
  expect(lines[0]).not.toContain('boat');
});
