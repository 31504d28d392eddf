import { Capacity } from './capacity.ts';
import { edgeClient } from './client.ts';
import { systemClock } from './clock.ts';
import { FixtureEdge } from './edge.fixture.ts';
import { Health } from './health.ts';
import { makeLog } from './log.ts';
import { type Runner, work } from './loop.ts';
import { makeMetrics } from './metrics.ts';
import { GatedPipeline } from './pipeline.fixture.ts';
import { Served } from './served.ts';

/** A runner of the gated pipeline, at work for an edge of its own once `begin` is called. */
export class FixtureLoop {
  readonly edge = new FixtureEdge();
  readonly pipeline = new GatedPipeline();
  stop = new AbortController();
  handBack = new AbortController();
  runner!: Runner;
  ended: Promise<void> = Promise.resolve();

  /** Starts its edge. */
  async start(): Promise<this> {
    await this.edge.start();
    return this;
  }

  begin(secret = this.edge.secret, more: Partial<Runner> = {}): Promise<void> {
    const health = new Health(systemClock);
    const client = edgeClient({ edge: this.edge.url, secret, fetch, onAnswer: () => health.heard() });
    const capacity = new Capacity(8, systemClock);
    const [metrics, log] = [makeMetrics(), makeLog('silent')];
    const tools = { client, capacity, health, metrics, log, clock: systemClock, random: Math.random };
    this.runner = { name: 'a', served: new Served([this.pipeline]), ...tools, ...more };
    this.ended = work(this.runner, { stop: this.stop.signal, handBack: this.handBack.signal });
    return this.ended;
  }

  /** Resolves once the runner works on something `rows` wide. */
  async busy(rows = 2): Promise<void> {
    const { capacity } = this.runner;
    while (capacity.taken < rows) await capacity.changed();
  }

  async settled(): Promise<void> {
    const { capacity } = this.runner;
    while (!capacity.idle) await capacity.changed();
  }

  /** How many attempts ended so. */
  async count(ending: string): Promise<number | undefined> {
    const { values } = await this.runner.metrics.computations.get();
    return values.find(({ labels }) => labels.ending === ending)?.value;
  }

  async close(): Promise<void> {
    this.stop.abort();
    this.handBack.abort();
    await this.ended.catch(() => {});
    await this.edge.stop();
  }
}
