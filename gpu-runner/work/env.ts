import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { cacheRoot } from '../bundle/cache-root.ts';
import { bundleRoots } from '../bundle/search.ts';
import { providers } from '../runtime/provider.ts';
import type { Provider } from '../runtime/session.ts';

/**
 * The runner's settings, all from the environment:
 *
 *   MANIFOLD_EDGE            address of the edge (required)
 *   MANIFOLD_RUNNER_SECRET   what the runner proves itself with; or MANIFOLD_RUNNER_SECRET_FILE, the file that holds it
 *   MANIFOLD_BUNDLES         directories that hold bundles, separated as in PATH; those shipped are served as well, and those of
 *                            .manifold/bundles where it is started
 *   MANIFOLD_CACHE           directory for encoded prompts, digests of weights and bundles that other runners trained (default:
 *                            `manifold` in the user's cache directory)
 *   MANIFOLD_TRAINING        directory for trainings and the bundles they leave, or no for none (default .manifold/training)
 *   MANIFOLD_DRAW_STEPS      U-Net evaluations of each sample that is drawn while it trains (default 50)
 *   MANIFOLD_PROVIDER        cuda, cpu or webgpu, which is wrong for some networks (default: cuda where it is, else cpu)
 *   MANIFOLD_MEMORY          bytes that networks may take while they are loaded, as 12000000000 or 12G; what was used least
 *                            recently is unloaded (default: 0.6 of the device's memory, or of the machine's; evaluations need the rest)
 *   MANIFOLD_THREADS         threads of one U-Net evaluation (default: the runtime's choice)
 *   MANIFOLD_ROWS            U-Net rows of a batch: how much it computes at once (default 64)
 *   MANIFOLD_METRICS_PORT    port of probes and metrics on 127.0.0.1 (default 9464); 0 takes any free one, which the probe of the
 *                            container images does not find
 *   MANIFOLD_GRACE           seconds that work under way may take after SIGTERM (default 10)
 *   LOG_LEVEL                trace, debug, info, warn, error, fatal or silent (default info)
 */
export interface Settings {
  readonly edge: URL;
  readonly secret: string;
  /** Directories that hold bundles. */
  readonly bundles: readonly string[];
  /** Directory of what can be made again. */
  readonly cache: string;
  /** Where trainings and what they leave are kept; without it nothing is trained. */
  readonly training?: string;
  readonly drawSteps: number;
  /** Without it the best that is here. */
  readonly provider?: Provider;
  /** In bytes; without it a share of what there is. */
  readonly memory?: number;
  readonly threads?: number;
  readonly rows: number;
  readonly metricsPort: number;
  readonly graceSeconds: number;
  readonly logLevel: string;
}

/** A setting is missing or wrong: a line for each, naming it and its mend. No value is repeated, since one may be secret. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

function whole(what: string, min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}: ${what}`;
  return z.string().regex(/^\d+$/, message).transform(Number).pipe(z.number().min(min, message).max(max, message));
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

const Edge = z
  .string('is missing; set it to the address of the edge, like https://manifold.example')
  .refine(
    isHttpAddress,
    'must be an http or https address without user name or password, like https://manifold.example',
  )
  .transform((address) => new URL(address));

function isHttpAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password;
}

const Secret = z
  .string('is missing; set it, or MANIFOLD_RUNNER_SECRET_FILE, to the secret that the edge expects')
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces, since it travels in a header');

const units = { '': 1, M: 1e6, G: 1e9 } as const;

/** A number of bytes, in millions with M and in thousands of millions with G. */
const Bytes = z
  .string()
  .regex(/^[1-9]\d{0,14}[MG]?$/, 'must be a whole number of bytes, or of megabytes or gigabytes as in 800M and 12G')
  .transform((text) => Number.parseInt(text, 10) * units[(/[MG]$/.exec(text)?.[0] ?? '') as keyof typeof units]);

const Environment = z.object({
  MANIFOLD_EDGE: Edge,
  MANIFOLD_RUNNER_SECRET: Secret,
  MANIFOLD_TRAINING: z.string().default(join('.manifold', 'training')),
  MANIFOLD_DRAW_STEPS: whole('evaluations of each sample drawn while training', 2, 300).default(50),
  MANIFOLD_PROVIDER: oneOf(providers).optional(),
  MANIFOLD_MEMORY: Bytes.optional(),
  MANIFOLD_THREADS: whole('threads of one U-Net evaluation', 1, 1024).optional(),
  MANIFOLD_ROWS: whole('U-Net rows of a batch', 2, 100_000).default(64),
  MANIFOLD_METRICS_PORT: whole('a port, or 0 for any that is free', 0, 65_535).default(9464),
  MANIFOLD_GRACE: whole('seconds that work may take after SIGTERM', 0, 3600).default(10),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

/** Reads the settings; an empty variable counts as unset. Throws a SettingsError. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(withSecret(given));
  if (!parsed.success) throw new SettingsError(linesOf(parsed.error));
  const { data } = parsed;
  return {
    edge: data.MANIFOLD_EDGE,
    secret: data.MANIFOLD_RUNNER_SECRET,
    bundles: bundleRoots(env),
    cache: cacheRoot(env),
    ...(data.MANIFOLD_TRAINING === 'no' ? {} : { training: resolve(data.MANIFOLD_TRAINING) }),
    drawSteps: data.MANIFOLD_DRAW_STEPS,
    ...(data.MANIFOLD_PROVIDER && { provider: data.MANIFOLD_PROVIDER }),
    ...(data.MANIFOLD_MEMORY && { memory: data.MANIFOLD_MEMORY }),
    ...(data.MANIFOLD_THREADS === undefined ? {} : { threads: data.MANIFOLD_THREADS }),
    rows: data.MANIFOLD_ROWS,
    metricsPort: data.MANIFOLD_METRICS_PORT,
    graceSeconds: data.MANIFOLD_GRACE,
    logLevel: data.LOG_LEVEL,
  };
}

/** Puts the secret in place from the file that holds it, if one is named. */
function withSecret(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { MANIFOLD_RUNNER_SECRET_FILE: file, MANIFOLD_RUNNER_SECRET: secret } = env;
  if (file === undefined) return env;
  if (secret !== undefined) {
    throw new SettingsError('MANIFOLD_RUNNER_SECRET and MANIFOLD_RUNNER_SECRET_FILE are both set; unset one');
  }
  return { ...env, MANIFOLD_RUNNER_SECRET: readSecret(file) };
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError(`MANIFOLD_RUNNER_SECRET_FILE cannot be read (${code}): ${file}`);
  }
}

function linesOf(error: z.ZodError): string {
  const lines = new Map(error.issues.map(({ path, message }) => [path[0], `${String(path[0])} ${message}`]));
  return [...lines.values()].join('\n');
}
