import { readFileSync } from 'node:fs';

/** How many tests passed and failed. */
export interface Count {
  passed: number;
  failed: number;
}

/** The counts come from vitest's JSON report; a run that ends badly, or dies before it writes one, has failed. */
export function countOf(code: number, report: string): Count {
  const { numPassedTests: passed, numFailedTests: failed } = readReport(report);
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function readReport(file: string): { numPassedTests: number; numFailedTests: number } {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 };
  }
}
