import { describe, expect, it } from 'vitest';
import { makeLog } from './log.ts';

describe('makeLog', () => {
  it('redacts what is named like a credential', () => {
    const written: string[] = [];
    const log = makeLog('info', { write: (line) => void written.push(line) });
    log.info({ secret: 'hush', request: { authorization: 'Bearer hush', headers: { cookie: 'hush' } } }, 'told');
    expect(written.join('')).toContain('told');
    expect(written.join('')).not.toContain('hush');
  });
});
