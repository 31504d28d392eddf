import { examples } from '@manifold/shared/examples/examples';
import type { Command } from './command.ts';
import { pathOfExample } from './example-files.ts';
import { parseFlags, UsageError } from './flags.ts';

const usage = `manifold examples [--json]

Lists the pictures that are shipped to try things on. Where a flag takes a picture, example:NAME is one of them and
example:NAME-mask its mask.

  --json            Print their names and paths as JSON

manifold edit --image example:digit --prompt 8 --start 10 --seed 1 -o near`;

export const command: Command = {
  summary: 'list the pictures to try things on',
  usage,
  async run(argv) {
    const { values, positionals } = parseFlags(argv, { json: { type: 'boolean' } } as const);
    if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" belongs to no flag`);
    const found = examples.map(({ name, shows, picture, mask }) => ({
      name,
      shows,
      picture: pathOfExample(picture),
      mask: pathOfExample(mask),
    }));
    const lines = found.map(({ name, shows, picture }) => `${name.padEnd(12)}${shows.padEnd(40)}${picture}\n`);
    process.stdout.write(values.json ? `${JSON.stringify(found)}\n` : lines.join(''));
    return 0;
  },
};
