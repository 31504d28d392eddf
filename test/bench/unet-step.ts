import { join } from 'node:path';
import { feedsOf } from '../../gpu-runner/bundle/part-feeds.ts';
import { readPart } from '../../gpu-runner/bundle/parts.ts';
import { readNumbers } from '../../gpu-runner/bundle/safetensors.ts';
import { bundleSession } from '../../gpu-runner/runtime/inference.ts';
import { answerRounds } from './rounds.ts';

/** Our side of the bench `unet`: DIRECTORY THREADS. */
const [bundle, threads] = process.argv.slice(2) as [string, string];
const inputs = await readNumbers(join(bundle, 'inputs.safetensors'));
const { net, directory, weights } = await readPart(bundle, 'unet', inputs);
const session = await bundleSession(net, directory, weights, { threads: Number(threads) });
const feeds = feedsOf(net, inputs);

const { sample } = await readNumbers(join(bundle, 'expected.safetensors'));
const { prediction } = await session.run(feeds);
const largest = sample!.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const apart = sample!.data.reduce((most, x, i) => Math.max(most, Math.abs(x - prediction!.data[i]!)), 0);

await answerRounds({ difference: apart / largest }, () => session.run(feeds));
