import { gelu } from '../../graph/activation.ts';
import { concat, transpose } from '../../graph/shape.ts';
import { groupStandardise } from '../../graph/standardise.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import { conv, dense, groupNormed, type Preset } from '../layers.ts';
import type { Net } from '../net.ts';
import type { Scope } from '../scope.ts';
import { addedKvAttention } from './added-kv-attention.ts';
import { CROSS_GROUPS, type IfUnetConfig, layersOf } from './config.ts';
import { type Conditions, embed } from './embeddings.ts';
import { type Passage, type PredictionType, passageOf } from './passage.ts';
import { resnet } from './resnet.ts';

/** Sizes that the configuration leaves to the caller. */
export interface IfUnetSize {
  readonly height: number;
  readonly width: number;
  /** Tokens of the text; 0 leaves out all that reads it, see `silentText`. */
  readonly tokens: number;
  /**
   * How many of the finest levels are left out, none where not told. What is left takes a smaller sample, through the same
   * first convolution, and answers in that size: the network as it is before it has grown.
   */
  readonly without?: number;
  /** What it is to be trained to answer, the noise where not told: with what it begins goes by that, see `passageOf`. */
  readonly prediction?: PredictionType;
}

/** Of the normalisation of the text, which diffusers fixes. */
const CROSS_EPS = 1e-5;

/** A convolution that keeps the size. */
const SAME = { kernel: 3, stride: 1, padding: 1 } as const;

/**
 * The U-Net of either stage of DeepFloyd IF, diffusers' UNet2DConditionModel under such a configuration. From `sample`
 * [N,in,H,W], `timestep` [N], `encoder_hidden_states` [N,L,D] and, with class_embed_type `timestep`, `class_labels` [N], to
 * `prediction` [N,out,H,W]: the noise, or v of a v-prediction, and in its second half the v of the variance. Throws a RangeError
 * where the sizes do not halve evenly.
 */
export function ifUnet(config: IfUnetConfig, size: IfUnetSize): Net {
  const { height, width, tokens, without = 0, prediction = 'noise' } = size;
  const unit = 2 ** (config.block_out_channels.length - 1 - without);
  if (height % unit !== 0 || width % unit !== 0) {
    throw new RangeError(`a sample of ${height} x ${width} pixels does not divide into squares of ${unit}`);
  }
  if (tokens === 0 && !isCrossOnly(config))
    throw new RangeError('pixels that attend to each other attend to a text too');
  return {
    inputs: {
      sample: [config.in_channels, height, width],
      timestep: [],
      ...(tokens > 0 && { encoder_hidden_states: [tokens, config.encoder_hid_dim] }),
      ...(config.class_embed_type === 'timestep' && { class_labels: [] }),
    },
    forward: (scope, { sample, timestep, encoder_hidden_states: text, class_labels: noiseLevel }) => ({
      prediction: predict(scope, sample!, { timestep: timestep!, text, noiseLevel }, config, { without, prediction }),
    }),
  };
}

/** What all blocks share. */
interface Shared {
  readonly scope: Scope;
  readonly config: IfUnetConfig;
  /** [N,T] as the blocks take it. */
  readonly time: Value;
  /** [N,L,X], standardised in groups. */
  readonly text: Value | undefined;
  /** The finest level that is there, from 0. */
  readonly finest: number;
  readonly passage: Passage | undefined;
}

function predict(
  scope: Scope,
  sample: Value,
  conditions: Conditions,
  config: IfUnetConfig,
  { without: finest, prediction }: Required<Pick<IfUnetSize, 'without' | 'prediction'>>,
): Value {
  const g = scope.graph;
  const emb = embed(scope, conditions, config);
  const time = config.resnet_skip_time_act ? emb : gelu(g, emb);
  const text = conditions.text && standardText(scope, conditions.text, config);
  const passage = passageOf(config, prediction);
  const shared = { scope, config, time, text, finest, passage };
  const entering = { ...SAME, out: config.block_out_channels[0]! };
  const first = conv(scope, 'conv_in', sample, passage ? { ...entering, preset: passage.enter } : entering);
  const skips = down(shared, first);
  const features = up(shared, middle(shared, skips.at(-1)!), skips);
  const normed = groupNormed(scope, 'conv_norm_out', features, config.norm_num_groups, config.norm_eps);
  const leaving = { ...SAME, out: config.out_channels, silent: true };
  return conv(
    scope,
    'conv_out',
    gelu(g, normed),
    passage ? { ...leaving, preset: passage.leave(dimAt(normed, 1)) } : leaving,
  );
}

/** The projected text, normalised across its positions too, as a GroupNorm over [N,X,L] does. */
function standardText(scope: Scope, text: Value, config: IfUnetConfig): Value {
  const g = scope.graph;
  const projected = dense(scope, 'encoder_hid_proj', text, config.cross_attention_dim);
  const standard = groupStandardise(g, transpose(g, projected, [0, 2, 1]), CROSS_GROUPS, CROSS_EPS);
  return transpose(g, standard, [0, 2, 1]);
}

/** All that the way up will want: the input, and what each layer and each downsampler made of it. */
function down(shared: Shared, first: Value): Value[] {
  const { block_out_channels: widths, down_block_types: types } = shared.config;
  const made = [first];
  for (const [level, out] of widths.entries()) {
    if (level < shared.finest) continue;
    const name = `down_blocks.${level}`;
    const attends = types[level] === 'SimpleCrossAttnDownBlock2D';
    for (let j = 0; j < layersOf(shared.config)[level]!; j++)
      made.push(layer(shared, name, j, made.at(-1)!, { out, attends }));
    if (level < widths.length - 1) {
      made.push(block(shared, `${name}.downsamplers.0`, made.at(-1)!, { out, resample: 'down' }));
    }
  }
  return made;
}

function middle(shared: Shared, x: Value): Value {
  const { mid_block_scale_factor } = shared.config;
  const part = (i: number, v: Value) =>
    resnet(shared.scope, `mid_block.resnets.${i}`, v, shared.time, {
      ...normOf(shared.config),
      out: dimAt(x, 1),
      outputScale: mid_block_scale_factor,
    });
  return part(1, attend(shared, 'mid_block.attentions.0', part(0, x), isMiddleCrossOnly(shared.config)));
}

/** Each layer joins what the way down made last and no layer has joined yet. */
function up(shared: Shared, x: Value, made: readonly Value[]): Value {
  const { block_out_channels, up_block_types: types } = shared.config;
  const widths = block_out_channels.toReversed();
  const layers = layersOf(shared.config).toReversed();
  const skips = [...made];
  const last = widths.length - 1 - shared.finest;
  let h = x;
  for (const [level, out] of widths.slice(0, last + 1).entries()) {
    const name = `up_blocks.${level}`;
    const attends = types[level] === 'SimpleCrossAttnUpBlock2D';
    for (let j = 0; j <= layers[level]!; j++) {
      const passing = skips.length === 1 ? shared.passage?.pass(dimAt(h, 1), out) : undefined;
      h = layer(shared, name, j, concat(shared.scope.graph, [h, skips.pop()!], 1), { out, attends, passing });
    }
    if (level < last) h = block(shared, `${name}.upsamplers.0`, h, { out, resample: 'up' });
  }
  return h;
}

interface BlockShape {
  readonly out: number;
  readonly resample?: 'up' | 'down';
  readonly attends?: boolean;
  readonly passing?: Preset | undefined;
}

/** A block and, where the level has attention, that. */
function layer(shared: Shared, name: string, index: number, x: Value, shape: BlockShape): Value {
  const h = block(shared, `${name}.resnets.${index}`, x, shape);
  if (!shape.attends) return h;
  return attend(shared, `${name}.attentions.${index}`, h, shared.config.only_cross_attention);
}

function block({ scope, config, time }: Shared, name: string, x: Value, { out, resample, passing }: BlockShape): Value {
  const options = { ...normOf(config), out, outputScale: config.resnet_out_scale_factor };
  return resnet(scope, name, x, time, { ...options, ...(resample && { resample }), ...(passing && { passing }) });
}

/** Without a text there is nothing to attend to. */
function attend({ scope, config, text }: Shared, name: string, x: Value, crossOnly: boolean): Value {
  if (!text) return x;
  const shape = { headDim: config.attention_head_dim, groups: config.norm_num_groups, crossOnly };
  return addedKvAttention(scope, name, x, text, shape);
}

function normOf({ norm_num_groups: groups, norm_eps: eps }: IfUnetConfig) {
  return { groups, eps };
}

function isMiddleCrossOnly({ mid_block_only_cross_attention: own, only_cross_attention: all }: IfUnetConfig): boolean {
  return own ?? all;
}

/** Whether no pixels attend to each other. */
function isCrossOnly(config: IfUnetConfig): boolean {
  return config.only_cross_attention && isMiddleCrossOnly(config);
}
