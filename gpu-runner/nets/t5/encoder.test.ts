import { describe, expect, it } from 'vitest';
import { netGradientErrors, normalTensor } from '../../runtime/gradient-check.fixture.ts';
import { inferenceSession } from '../../runtime/inference.ts';
import { T5Config } from './config.ts';
import { t5Encoder } from './encoder.ts';
import { relativeBuckets } from './relative-buckets.ts';

const options = {
  model_type: 't5',
  vocab_size: 7,
  d_model: 6,
  d_kv: 3,
  d_ff: 8,
  num_layers: 2,
  num_heads: 2,
  relative_attention_num_buckets: 8,
  feed_forward_proj: 'gated-gelu',
};
const config = T5Config.parse(options);

describe('the T5 encoder', () => {
  it('has the gradients of the finite differences in every parameter', async () => {
    const feeds = {
      input_ids: { dims: [2, 4], data: Float32Array.of(1, 5, 5, 0, 6, 2, 0, 0) },
      attention_mask: { dims: [2, 4], data: Float32Array.of(1, 1, 1, 1, 1, 1, 0, 0) },
    };
    const [worst] = await netGradientErrors(t5Encoder(config, 4), feeds);
    expect(worst![1], worst![0]).toBeLessThan(0.03);
  });

  it('does not see what is masked, and stays finite where all is', async () => {
    const session = await inferenceSession(t5Encoder(config, 3), weights(), { threads: 1 });
    const encode = async (ids: number[], mask: number[]) => {
      const rows = { dims: [1, 3], data: Float32Array.from(ids) };
      return (await session.run({ input_ids: rows, attention_mask: { dims: [1, 3], data: Float32Array.from(mask) } }))
        .last_hidden_state!;
    };
    const [a, b] = [await encode([3, 1, 0], [1, 1, 0]), await encode([3, 1, 6], [1, 1, 0])];
    expect(a.data.subarray(0, 12)).toEqual(b.data.subarray(0, 12));
    expect((await encode([3, 1, 0], [0, 0, 0])).data.every(Number.isFinite)).toBe(true);
    await session.release();
  });

  it.each([
    ['feed_forward_proj', 'relu'],
    ['dense_act_fn', 'silu'],
    ['is_decoder', true],
    ['relative_bias_kind', 'rotary'],
  ])('is refused by name with %s = %s', (field, value) => {
    expect(JSON.stringify(T5Config.safeParse({ ...options, [field]: value }).error?.issues)).toContain(field);
  });
});

describe('relative buckets', () => {
  const length = 300;
  const table = relativeBuckets(length, { buckets: 32, maxDistance: 128 });
  const bucket = (query: number, key: number) => table[query * length + key]!;

  it('are one for each small distance, then logarithmic, then the last', () => {
    expect([0, 1, 7, 8, 15, 16, 31, 32, 64, 127, 128, 250].map((distance) => bucket(distance, 0))).toEqual([
      0, 1, 7, 8, 9, 10, 11, 12, 14, 15, 15, 15,
    ]);
  });

  it('depend on the offset alone, keys after the query in the upper half', () => {
    expect(bucket(5, 2)).toBe(bucket(105, 102));
    for (const distance of [1, 9, 200]) expect(bucket(0, distance)).toBe(bucket(distance, 0) + 16);
  });
});

function weights() {
  const [block, { d_model: d, d_kv, num_heads, d_ff }] = ['encoder.block', config];
  const inner = num_heads * d_kv;
  const shapes: [string, number[]][] = [
    ['shared.weight', [config.vocab_size, d]],
    ['encoder.final_layer_norm.weight', [d]],
    [`${block}.0.layer.0.SelfAttention.relative_attention_bias.weight`, [8, num_heads]],
    ...[0, 1].flatMap((i): [string, number[]][] => [
      ...['q', 'k', 'v'].map((part): [string, number[]] => [
        `${block}.${i}.layer.0.SelfAttention.${part}.weight`,
        [inner, d],
      ]),
      [`${block}.${i}.layer.0.SelfAttention.o.weight`, [d, inner]],
      [`${block}.${i}.layer.0.layer_norm.weight`, [d]],
      [`${block}.${i}.layer.1.layer_norm.weight`, [d]],
      [`${block}.${i}.layer.1.DenseReluDense.wi_0.weight`, [d_ff, d]],
      [`${block}.${i}.layer.1.DenseReluDense.wi_1.weight`, [d_ff, d]],
      [`${block}.${i}.layer.1.DenseReluDense.wo.weight`, [d, d_ff]],
    ]),
  ];
  return Object.fromEntries(shapes.map(([name, dims], i) => [name, normalTensor(dims, i)]));
}
