import { expect, it } from 'vitest';
import { complaintOf } from './node-version.ts';

it.each(['24.9.0', '24.10.0', '24.21.0', '25.0.0'])('Node %s will do', (version) => {
  expect(complaintOf(version)).toBeUndefined();
});

it.each(['22.20.0', '23.11.1', '24.8.0'])('Node %s is too old', (version) => {
  expect(complaintOf(version)).toBe(`manifold runs on Node 24.9 or later, and this is Node ${version}`);
});
