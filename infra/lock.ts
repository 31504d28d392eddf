import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

/*
 * `npm run lock`, after a change of dependencies: takes out of package-lock.json which Node each package wants. npm leaves
 * out an optional package, such as the binaries of sharp or rolldown, that does not want the Node which installs; but what
 * installs may be Node 18, and what runs them is the Node 24 among the packages.
 */
const file = join(root, 'package-lock.json');
const lock: { packages: Record<string, { engines?: object }> } = JSON.parse(readFileSync(file, 'utf8'));
for (const [path, entry] of Object.entries(lock.packages)) if (path !== '') delete entry.engines;
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
