import { exitCodeOf, onSignals } from '../../infra/signals.mjs';
import { bench as batch } from './batch.ts';
import type { Bench } from './command.ts';
import { UsageError } from './command.ts';
import { bench as train } from './train.ts';
import { bench as unet } from './unet.ts';
import { bench as xl } from './xl.ts';

/*
 * `npm run bench -- NAME`: what this machine does, printed as the documents quote it. Without a name it lists the benches.
 */
const benches: Readonly<Record<string, Bench>> = { train, unet, batch, xl };

function list(): string {
  const lines = Object.entries(benches).map(([name, { summary }]) => `  ${name.padEnd(6)} ${summary}`);
  return `npm run bench -- NAME [flags]\n\n${lines.join('\n')}\n\nnpm run bench -- NAME --help shows the flags.`;
}

onSignals((signal) => process.exit(exitCodeOf(signal)));
const [name, ...args] = process.argv.slice(2);
const bench = name === undefined ? undefined : benches[name];
try {
  if (!bench) {
    console.log(list());
    if (name !== undefined && name !== '--help') throw new UsageError(`there is no bench "${name}"`);
  } else if (args.includes('--help')) console.log(bench.usage);
  else await bench.run(args);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
