import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { countOf } from './count.ts';

it.each([
  ['all passed', 0, '{"numPassedTests":3,"numFailedTests":0}', 3, 0],
  ['some failed', 1, '{"numPassedTests":3,"numFailedTests":2}', 3, 2],
  ['all passed, and what ran them ended badly', 1, '{"numPassedTests":3,"numFailedTests":0}', 3, 1],
  ['it died within its report', 137, '{"numPassedTests":3', 0, 1],
  ['it died before', 1, undefined, 0, 1],
])('a run is counted where %s', (_, code, text, passed, failed) => {
  const report = join(mkdtempSync(join(tmpdir(), 'manifold-report-')), 'report.json');
  if (text !== undefined) writeFileSync(report, text);
  expect(countOf(code, report)).toEqual({ passed, failed });
});
