import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SOURCES, type SourceName } from './sources.ts';

/** A repository's files by path. */
type Files = Readonly<Record<string, Uint8Array | string>>;

export const TOKEN = 'hf_fixture';
const COMMIT = 'c0ffee'.padEnd(40, '0');
/** Files of this many bytes and more are in large file storage. */
const LARGE = 64;
const PAGE = 5;
/** Milliseconds in which what was written before a cut reaches the other side. */
const ARRIVAL = 300;

/** What a test makes the server do wrong. */
export interface Mischief {
  /** Ends the answers to this path after so many bytes, once for each number. */
  cut?: { path: string; after: number[] };
  /** Serves other bytes of the same length. */
  corrupt?: string;
  /** Answers requests for the bytes of this path with these statuses, once with each. */
  deny?: { path: string; with: number[] };
  /** The account has not accepted the licence. */
  refuse?: boolean;
  /** Is called in place of an answer, which never comes. */
  silence?: () => void;
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  /** The connection is lost after so many bytes. */
  readonly cutAfter?: number;
}

/** A server on loopback that speaks the hub's protocol: commit, tree in pages, ranges of files, and tokens. */
export class HubServer implements AsyncDisposable {
  readonly mischief: Mischief = {};
  /** Range headers of the requests for files, by path. */
  readonly ranges: [path: string, range: string | undefined][] = [];
  readonly #repositories: Readonly<Record<string, Files>>;
  readonly #server = createServer((request, response) => this.#answer(request, response));

  private constructor(repositories: Readonly<Record<string, Files>>) {
    this.#repositories = repositories;
  }

  static async start(repositories: Readonly<Record<string, Files>>): Promise<HubServer> {
    const hub = new HubServer(repositories);
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.mischief.silence) {
      this.mischief.silence();
      return;
    }
    const { status, headers, body, cutAfter } = this.#replyTo(request);
    response.writeHead(status, { 'Content-Length': body.length, ...headers });
    if (cutAfter === undefined) response.end(body);
    else response.write(body.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), ARRIVAL));
  }

  #replyTo(request: IncomingMessage): Reply {
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const refusal = this.#refusal(request);
    if (refusal) return json(refusal, { error: 'Access to this repository is restricted' });
    const [, name, rest] = /^(?:\/api\/models)?\/([^/]+\/[^/]+)\/(.*)$/.exec(pathname) ?? [];
    const files = this.#repositories[name ?? ''];
    if (!files) return json(404, { error: 'Repository not found' });
    if (rest!.startsWith('revision/')) return json(200, { _id: '0', id: name, sha: COMMIT });
    if (rest!.startsWith('tree/')) return this.#tree(pathname, files, Number(searchParams.get('cursor') ?? 0));
    return this.#file(request.headers.range, files, decodeURIComponent(rest!.slice(`resolve/${COMMIT}/`.length)));
  }

  #refusal({ headers }: IncomingMessage): 401 | 403 | undefined {
    if (headers.authorization !== `Bearer ${TOKEN}`) return 401;
    return this.mischief.refuse ? 403 : undefined;
  }

  #tree(path: string, files: Files, cursor: number): Reply {
    const entries = Object.entries(files).map(([file, bytes]) => entryOf(file, Buffer.from(bytes as string)));
    const next = cursor + PAGE;
    const link = `<${this.url}${path}?recursive=true&cursor=${next}>; rel="next"`;
    return json(200, entries.slice(cursor, next), next < entries.length ? { Link: link } : {});
  }

  #file(range: string | undefined, files: Files, path: string): Reply {
    const content = files[path];
    if (content === undefined) return json(404, { error: 'Entry not found' }, { 'X-Error-Code': 'EntryNotFound' });
    const whole = Buffer.from(content as string);
    const bytes = this.mischief.corrupt === path ? Buffer.alloc(whole.length, 0x2a) : whole;
    const [from, to] = /bytes=(\d+)-(\d+)/
      .exec(range ?? '')
      ?.slice(1)
      .map(Number) ?? [0, bytes.length - 1];
    const partial = range && { 'Content-Range': `bytes ${from}-${to}/${bytes.length}` };
    const headers = { ETag: `"${sha('sha1', bytes)}"`, ...partial };
    const reply = { status: range ? 206 : 200, headers, body: bytes.subarray(from, to! + 1) };
    if (range === 'bytes=0-0') return reply;
    this.ranges.push([path, range]);
    const denial = this.mischief.deny?.path === path ? this.mischief.deny.with.shift() : undefined;
    if (denial) return json(denial, { error: 'The link has expired' });
    const cutAfter = this.mischief.cut?.path === path ? this.mischief.cut.after.shift() : undefined;
    return { ...reply, ...(cutAfter !== undefined && { cutAfter }) };
  }
}

function entryOf(path: string, bytes: Buffer): object {
  const oid = sha('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
  const lfs = { oid: sha('sha256', bytes), size: bytes.length, pointerSize: 130 };
  return { type: 'file', path, size: bytes.length, oid, ...(bytes.length >= LARGE && { lfs }) };
}

function sha(algorithm: 'sha1' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** The repositories of a cascade as they lie on the hub, with bytes that only look like their files. */
export function repositoriesOf(name: SourceName): Record<string, Files> {
  const bytes = (n: number, seed: number) => Uint8Array.from({ length: n }, (_, i) => (i * seed) % 251);
  const card =
    '---\nlicense: other\nextra_gated_prompt: |\n  LICENCE OF THE FIXTURE\n\n  Research only.\n---\n# Fixture\n';
  return {
    [SOURCES[name].stage1]: {
      'README.md': card,
      'model_index.json': '{"_class_name": "IFPipeline"}',
      'unet/config.json': '{}',
      'unet/diffusion_pytorch_model.safetensors': bytes(4000, 3),
      'unet/diffusion_pytorch_model.fp16.safetensors': bytes(2000, 5),
      'unet/diffusion_pytorch_model.bin': bytes(4000, 7),
      'text_encoder/config.json': '{}',
      'text_encoder/model.safetensors.index.fp16.json': '{}',
      'text_encoder/model.fp16-00001-of-00002.safetensors': bytes(3000, 11),
      'text_encoder/model.fp16-00002-of-00002.safetensors': bytes(1500, 13),
      'text_encoder/model-00001-of-00001.safetensors': bytes(9000, 17),
      'text_encoder/model.8bit.safetensors': bytes(4500, 41),
      'tokenizer/spiece.model': bytes(300, 19),
      'tokenizer/tokenizer_config.json': '{}',
      'scheduler/scheduler_config.json': '{}',
      'safety_checker/config.json': '{"of": "the first stage"}',
      'safety_checker/pytorch_model.bin': bytes(500, 23),
      'feature_extractor/preprocessor_config.json': '{}',
      'watermarker/config.json': '{}',
      'watermarker/diffusion_pytorch_model.safetensors': bytes(100, 29),
    },
    [SOURCES[name].stage2]: {
      'model_index.json': '{"_class_name": "IFSuperResolutionPipeline"}',
      'unet/config.json': '{}',
      'unet/diffusion_pytorch_model.fp16.safetensors': bytes(1000, 31),
      'text_encoder/model.safetensors': bytes(9000, 37),
      'scheduler/scheduler_config.json': '{}',
      'safety_checker/config.json': '{}',
      'safety_checker/model.fp16.safetensors': bytes(500, 23),
      'image_noising_scheduler/scheduler_config.json': '{}',
    },
  };
}
