import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linesBy, makeLog } from './log.ts';

/** Runs a program that logs, with its standard output in `file`. */
function logInto(file: string) {
  const output = openSync(file, 'w');
  const source = `import { makeLog } from '${import.meta.resolve('./log.ts')}';
    const log = makeLog('info');
    for (const word of ['one', 'two']) {
      log.info(word);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    process.exit(7);`;
  try {
    const args = ['--input-type=module', '--eval', source];
    const killed = { timeout: 10_000, killSignal: 'SIGKILL' } as const;
    return spawnSync(process.execPath, args, { stdio: ['ignore', output, 'pipe'], encoding: 'utf8', ...killed });
  } finally {
    closeSync(output);
  }
}

describe('makeLog', () => {
  it('redacts what is named like a credential', () => {
    const written: string[] = [];
    const log = makeLog('info', { write: (line) => void written.push(line) });
    log.info({ secret: 'hush', request: { authorization: 'Bearer hush', headers: { cookie: 'hush' } } }, 'told');
    expect(written.join('')).toContain('told');
    expect(written.join('')).not.toContain('hush');
  });

  it('loses no line to one that was written in part', () => {
    let room = 90;
    const written: Uint8Array[] = [];
    const full = linesBy((bytes) => {
      if (room === 0) throw new Error('ENOSPC');
      const part = bytes.slice(0, room);
      room -= part.length;
      written.push(part);
      return part.length;
    });
    const log = makeLog('info', full);
    for (const word of ['one', 'two', 'three']) log.info(word);
    room = 1000;
    for (const word of ['four', 'five']) log.info(word);
    const lines = Buffer.concat(written).toString().split('\n');
    expect(lines.map((line) => /^\{"level".*"msg":"(\w+)"\}$/.exec(line)?.[1])).toEqual([
      ...['one', undefined, 'four', 'five'],
      undefined,
    ]);
  });

  it.skipIf(!existsSync('/dev/full'))('neither ends nor holds up a process whose disk is full', () => {
    expect(logInto('/dev/full')).toMatchObject({ status: 7, stderr: '' });
  });
});
