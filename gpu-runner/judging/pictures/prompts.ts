import { shuffled } from '../../tensor/shuffle.ts';
import { readThings, type Thing } from '../../train/dataset/catalogue/things.ts';
import { Dice } from '../../train/dataset/dice.ts';
import { FINE, paint } from '../../train/dataset/picture.ts';
import { Sprites } from '../../train/dataset/sprites.ts';
import { STYLE_NAMES, STYLES, type StyleName } from '../../train/dataset/style/styles.ts';
import { oneThing } from '../../train/dataset/subject/one-thing.ts';

/** What a prompt asks for. */
interface Topic {
  readonly thing: Thing;
  readonly style: StyleName;
}

/** A prompt in the words of a caption that tells thing and style, and a picture that has this caption. */
export interface Task extends Topic {
  readonly prompt: string;
  /** [3, 64, 64] */
  readonly pixels: Uint8Array;
}

/** Side of the pictures. */
const SIZE = 64;

/** What is asked for by number: the styles in turn, and all things before one comes again. */
export function topics(count: number, seed: number, things: readonly Thing[]): Topic[] {
  const orders = Array.from({ length: Math.ceil(count / things.length) }, (_, pass) =>
    shuffled(things.length, { seed, stream: 'order', sample: pass, timestep: 1 }),
  );
  return Array.from({ length: count }, (_, i) => ({
    thing: things[orders[Math.floor(i / things.length)]![i % things.length]!]!,
    style: STYLE_NAMES[i % STYLE_NAMES.length]!,
  }));
}

/** Draws tasks and pictures for them, none of which anything was trained on. */
export class Examiner {
  readonly #seed: number;
  readonly #sprites = new Sprites(FINE);
  /** Pictures painted: each has dice of its own. */
  #painted = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  async tasks(count: number, signal: AbortSignal): Promise<Task[]> {
    const all: Task[] = [];
    for (const topic of topics(count, this.#seed, readThings())) {
      signal.throwIfAborted();
      all.push(await this.#task(topic));
    }
    return all;
  }

  /** `count` more pictures that have the task's prompt among their captions, [3, 64, 64] each. */
  async answers({ prompt, ...topic }: Task, count: number, signal: AbortSignal): Promise<Uint8Array[]> {
    const answers: Uint8Array[] = [];
    while (answers.length < count) {
      signal.throwIfAborted();
      const { captions, pixels } = await this.#paint(topic);
      if (captions.includes(prompt)) answers.push(pixels);
    }
    return answers;
  }

  async #task(topic: Topic): Promise<Task> {
    const { plainest, ground, pixels, dice } = await this.#paint(topic);
    const told = STYLES[topic.style].captions(plainest, ground).filter((caption) => caption !== plainest);
    return { ...topic, pixels, prompt: dice.pick(told) };
  }

  async #paint({ thing, style }: Topic) {
    const dice = new Dice(this.#seed, 'test', this.#painted++);
    const subject = oneThing(thing, false, dice);
    return { ...(await paint(subject, style, SIZE, this.#sprites, dice)), plainest: subject.phrases[0]!, dice };
  }
}
