import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../infra/paths.ts';

interface Entry {
  readonly engines?: object;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages }: { packages: Record<string, Entry> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);
const installed = Object.entries(packages).filter(([path]) => path !== '');

describe('package-lock.json', () => {
  it('names no engines, or an old npm leaves out binaries that it need not run (npm run lock mends it)', () => {
    expect(installed.filter(([, { engines }]) => engines !== undefined).map(([path]) => path)).toEqual([]);
  });

  it('names no address to download from', () => {
    const remote = installed.filter(([, { resolved, link }]) => resolved !== undefined && !link);
    expect(remote.map(([path]) => path)).toEqual([]);
  });

  it('has the optional packages of every platform, or npm 11 refuses to install from it', () => {
    const wanted = installed.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ path, name })),
    );
    const missing = wanted.filter(
      ({ path, name }) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
    );
    expect(missing).toEqual([]);
  });
});
