import { expect, it } from 'vitest';
import { deviceMemory } from '../runtime/device-memory.ts';
import { openEngine } from './engine.ts';
import { makeLog } from './log.ts';

it.each([
  [{}, Math.floor(0.6 * (await deviceMemory('cpu')))],
  [{ memory: 5e9 }, 5e9],
])('networks take what the settings give them, or 0.6 of what there is: %j', async (given, budget) => {
  const lines: string[] = [];
  const log = makeLog('info', { write: (line) => void lines.push(line) });
  await openEngine({ provider: 'cpu', ...given }, log);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ provider: 'cpu', memory: budget }]);
});
