import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from './env.ts';

const least = { MANIFOLD_EDGE: 'http://localhost:8787', MANIFOLD_RUNNER_SECRET: 'open-sesame' };

describe('readSettings', () => {
  it('needs an address and a secret, and has defaults for the rest', () => {
    const { edge, ...rest } = readSettings(least);
    expect(edge.href).toBe('http://localhost:8787/');
    expect(rest).toMatchObject({ rows: 64, metricsPort: 9464, graceSeconds: 10, logLevel: 'info' });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readSettings({ ...least, MANIFOLD_ROWS: '', MANIFOLD_RUNNER_SECRET_FILE: '' }).rows).toBe(64);
  });

  it.each([
    ['12000000', 12e6],
    ['800M', 800e6],
    ['12G', 12e9],
  ])('reads %s as %d bytes', (text, bytes) => {
    expect(readSettings({ ...least, MANIFOLD_MEMORY: text }).memory).toBe(bytes);
  });

  it.each([
    ['MANIFOLD_EDGE', 'ftp://example.org'],
    ['MANIFOLD_EDGE', 'localhost'],
    ['MANIFOLD_EDGE', 'https://user:pass@example.org'],
    ['MANIFOLD_EDGE', undefined],
    ['MANIFOLD_RUNNER_SECRET', undefined],
    ['MANIFOLD_RUNNER_SECRET', 'two words'],
    ['MANIFOLD_PROVIDER', 'tpu'],
    ['MANIFOLD_MEMORY', '12 GB'],
    ['MANIFOLD_MEMORY', '0'],
    ['MANIFOLD_THREADS', '0'],
    ['MANIFOLD_DRAW_STEPS', '301'],
    ['MANIFOLD_ROWS', 'NaN'],
    ['MANIFOLD_ROWS', '1'],
    ['MANIFOLD_METRICS_PORT', '70000'],
    ['MANIFOLD_GRACE', '-1'],
    ['LOG_LEVEL', 'loud'],
  ])('names %s when it is %s, in one line', (name, value) => {
    const read = () => readSettings({ ...least, [name]: value });
    expect(read).toThrow(new RegExp(`^${name} .+$`));
  });

  it('names everything that is wrong at once', () => {
    expect(() => readSettings({ MANIFOLD_ROWS: 'many' })).toThrow(
      /^MANIFOLD_EDGE .+\nMANIFOLD_RUNNER_SECRET .+\nMANIFOLD_ROWS .+$/,
    );
  });

  it('repeats no secret', () => {
    const read = () => readSettings({ ...least, MANIFOLD_RUNNER_SECRET: 'hush hush' });
    expect(read).toThrow(/^MANIFOLD_RUNNER_SECRET (?!.*hush)/);
  });

  it('reads the secret from a file, without the newline at its end', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'manifold-')), 'secret');
    writeFileSync(file, 'from-a-file\n');
    const { MANIFOLD_EDGE } = least;
    expect(readSettings({ MANIFOLD_EDGE, MANIFOLD_RUNNER_SECRET_FILE: file }).secret).toBe('from-a-file');
    expect(() => readSettings({ ...least, MANIFOLD_RUNNER_SECRET_FILE: file })).toThrow(/both set/);
    expect(() => readSettings({ MANIFOLD_EDGE, MANIFOLD_RUNNER_SECRET_FILE: `${file}.not` })).toThrow(
      /^MANIFOLD_RUNNER_SECRET_FILE cannot be read \(ENOENT\)/,
    );
  });
});
