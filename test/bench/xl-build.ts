import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readPart } from '../../gpu-runner/bundle/parts.ts';
import { readWeights } from '../../gpu-runner/bundle/weights.ts';
import { inferenceModel } from '../../gpu-runner/nets/inference.ts';
import { sizeOf, zeros } from '../../gpu-runner/tensor/tensor.ts';

/** The process that the bench `xl` measures: DIRECTORY. */
const bundle = process.argv[2]!;
const begun = performance.now();
const inputs = { sample: zeros([2, 3, 64, 64]), encoder_hidden_states: zeros([2, 77, 4096]) };
const { net, directory, weights } = await readPart(bundle, 'unet', inputs);
const placed = await readWeights(directory, weights);
const model = inferenceModel(net, placed);
const seconds = (performance.now() - begun) / 1000;

const parameters = Object.values(placed).reduce((sum, { dims }) => sum + sizeOf(dims), 0);
const { size } = await stat(join(directory, weights));
console.log(`IF-I-XL: ${(parameters / 1e9).toFixed(2)} billion parameters in a file of ${(size / 1e9).toFixed(2)} GB`);
console.log(`  a graph of ${(model.length / 1e6).toFixed(2)} MB in ${seconds.toFixed(2)} s`);
console.log(`  ${(process.resourceUsage().maxRSS / 1000).toFixed(0)} MB of memory at most`);
