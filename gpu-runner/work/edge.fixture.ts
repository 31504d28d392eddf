import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Digest } from '@manifold/shared/image/digest';
import * as lease from '@manifold/shared/protocol/lease';
import { type ProblemKind, problem } from '@manifold/shared/protocol/problem';
import type { TrainingCheckpoint } from '@manifold/shared/protocol/training';
import { recipeId } from '@manifold/shared/recipe/canonical';
import { rowsPerStep } from '@manifold/shared/recipe/cost';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Training } from '@manifold/shared/recipe/training';
import { workId } from '@manifold/shared/recipe/work';

/** A computation as this edge sees it: what the runner said of it, in order. */
export interface Entry {
  readonly id: Digest;
  /** Nothing of a training, which is lent rather than queued. */
  readonly recipe?: Recipe;
  state: 'queued' | 'leased' | 'done' | 'failed' | 'cancelled';
  attempt: number;
  readonly posts: lease.ProgressPost[];
  readonly images: Map<Digest, Buffer>;
  /** Where a training goes on from. */
  checkpoint?: TrainingCheckpoint;
  completion?: lease.Completion;
  /** The completion of a training. */
  trained?: lease.TrainingCompletion;
  failure?: lease.Failure;
}

type Sampling = Entry & { readonly recipe: Recipe };

/** The other side of shared/protocol/lease.ts over real HTTP, in memory and at the test's command. */
export class FixtureEdge {
  readonly secret = 'a-secret-of-the-tests';
  readonly entries: Entry[] = [];
  readonly registered: lease.Register[] = [];
  /** Input pictures by digest. */
  readonly inputs = new Map<Digest, Uint8Array>();
  /** Bundles that were trained, newest first, and by id their files. */
  readonly trained: lease.TrainedBundle[] = [];
  readonly trainedFiles = new Map<Digest, lease.TrainedFiles>();
  /** Parts of files by digest. */
  readonly parts = new Map<Digest, Uint8Array>();
  readonly polls: lease.LeaseRequest[] = [];
  /** Whether it knows the runner; a restart with an empty memory forgets. */
  knows = false;
  /** What the next poll is granted, whatever it asks for. */
  readonly gifts: lease.AnyLease[] = [];
  /** What the next requests are answered with in place of the truth. */
  readonly hiccups: { route: string; status: number; times: number }[] = [];
  #server: Server | undefined;
  #port = 0;
  #changed = Promise.withResolvers<void>();

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#port}`);
  }

  /** Listens; on the same port as before, if there was one. */
  async start(): Promise<this> {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Goes down as under kill -9: every connection is cut. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Queues a computation. */
  async offer(recipe: Recipe): Promise<Entry> {
    const entry: Entry = {
      id: await recipeId(recipe),
      recipe,
      state: 'queued',
      attempt: 0,
      posts: [],
      images: new Map(),
    };
    this.entries.push(entry);
    this.#change();
    return entry;
  }

  /** Lends a training at once, under this attempt number. */
  async lend(training: Training, attempt: number): Promise<{ entry: Entry; lease: lease.TrainingLease }> {
    const entry: Entry = { id: await workId(training), state: 'leased', attempt, posts: [], images: new Map() };
    this.entries.push(entry);
    return { entry, lease: { computation: entry.id, training, generation: 1, attempt } };
  }

  /** Resolves as soon as `holds` does, looking again at everything that the runner says. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.#changed.promise;
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await buffer(request);
      const answer = await this.#answer(request, body);
      this.#change();
      if (answer instanceof Uint8Array) response.writeHead(200).end(answer);
      else if (answer === undefined) response.writeHead(204).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    } catch (error) {
      const { kind, status } = error instanceof Refused ? error : new Refused('internal');
      if (!(error instanceof Refused)) console.error(error);
      this.#change();
      response.writeHead(status).end(JSON.stringify(problem(kind, kind)));
    }
  }

  async #answer(request: IncomingMessage, body: Buffer): Promise<unknown> {
    const url = new URL(request.url ?? '', this.url);
    const path = url.pathname.replace('/runner/v1/', '');
    this.#stumble(path);
    if (request.headers.authorization !== `Bearer ${this.secret}`) throw new Refused('unauthorised');
    if (path === 'register') return this.#register(lease.Register.parse(json(body)));
    if (path === 'leases') return this.#leases(lease.LeaseRequest.parse(json(body)), request.socket);
    if (path === 'trained') return { bundles: this.trained } satisfies lease.TrainedList;
    if (path.startsWith('inputs/')) return found(this.inputs.get(path.replace('inputs/', '')));
    if (path.startsWith('trained/')) return found(this.trainedFiles.get(path.replace('trained/', '')));
    if (path.startsWith('files/')) return found(this.parts.get(path.replace('files/', '')));
    const [, id = '', verb = '', digest = ''] = path.split('/');
    const entry = this.entries.find((candidate) => candidate.id === id);
    if (!entry) throw new Refused('not-found');
    return this.#hear(entry, verb, digest, digest ? fenceOf(url) : json(body), body);
  }

  #stumble(path: string): void {
    const hiccup = this.hiccups.find(({ route, times }) => path.includes(route) && times > 0);
    if (!hiccup) return;
    hiccup.times -= 1;
    throw new Refused('internal', hiccup.status);
  }

  #register(body: lease.Register): undefined {
    this.registered.push(body);
    this.knows = true;
  }

  /** Waits for something that fits, but grants nothing to a runner that has hung up. */
  async #leases(body: lease.LeaseRequest, socket: Socket): Promise<lease.LeaseReply> {
    if (!this.knows) throw new Refused('not-found');
    this.polls.push(body);
    this.#change();
    if (this.gifts.length > 0) return { leases: this.gifts.splice(0) };
    const over = new AbortController();
    const waiting = once(over.signal, 'abort');
    const timer = setTimeout(() => over.abort(), body.wait * 1000);
    const hangUp = () => over.abort();
    socket.once('close', hangUp);
    const fits = (entry: Entry): entry is Sampling =>
      entry.state === 'queued' && !!entry.recipe && (body.idle || rowsPerStep(entry.recipe) <= body.free);
    while (!over.signal.aborted && !this.entries.some(fits)) await Promise.race([this.#changed.promise, waiting]);
    clearTimeout(timer);
    socket.off('close', hangUp);
    return { leases: over.signal.aborted ? [] : this.entries.filter(fits).slice(0, 1).map(grant) };
  }

  #hear(entry: Entry, verb: string, digest: string, body: unknown, bytes: Buffer): unknown {
    const fence = lease.Fence.parse({ generation: numberIn(body, 'generation'), attempt: numberIn(body, 'attempt') });
    const cancelled = entry.state === 'cancelled' && verb === 'progress';
    if (fence.attempt !== entry.attempt || !(entry.state === 'leased' || cancelled)) throw new Refused('stale-attempt');
    switch (verb) {
      case 'progress':
        entry.posts.push(lease.ProgressPost.parse(body));
        return { cancel: cancelled, leaseSeconds: lease.leaseSeconds } satisfies lease.ProgressReply;
      case 'images':
        return void entry.images.set(digest, bytes);
      case 'files':
        return;
      case 'checkpoint':
        if (!digest) entry.checkpoint = lease.CheckpointPost.parse(body).checkpoint;
        return;
      case 'complete':
        Object.assign(entry, completed(lease.AnyCompletion.parse(body)));
        return settle(entry, 'done');
      case 'fail':
        entry.failure = lease.Failure.parse(body);
        return settle(entry, 'failed');
      case 'release':
        return settle(entry, 'queued');
      default:
        throw new Refused('not-found');
    }
  }
}

class Refused extends Error {
  readonly kind: ProblemKind;
  readonly status: number;

  constructor(kind: ProblemKind, status: number = problem(kind, '').status) {
    super(kind);
    this.kind = kind;
    this.status = status;
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Refused('not-found');
  return value;
}

function grant(entry: Sampling): lease.Lease {
  entry.state = 'leased';
  entry.attempt += 1;
  return { computation: entry.id, recipe: entry.recipe, generation: 1, attempt: entry.attempt };
}

function completed(completion: lease.AnyCompletion): Pick<Entry, 'completion' | 'trained'> {
  return 'files' in completion ? { trained: completion } : { completion };
}

function settle(entry: Entry, state: Entry['state']): undefined {
  entry.state = state;
}

function json(body: Buffer): unknown {
  return JSON.parse(body.toString());
}

function fenceOf({ searchParams }: URL): unknown {
  return { generation: Number(searchParams.get('generation')), attempt: Number(searchParams.get('attempt')) };
}

function numberIn(body: unknown, key: string): unknown {
  return (body as Record<string, unknown>)[key];
}
