import { quickGelu } from '../../graph/activation.ts';
import { attention } from '../../graph/attention.ts';
import { convolve } from '../../graph/conv/convolve.ts';
import { add } from '../../graph/elementwise.ts';
import { linear } from '../../graph/matmul.ts';
import { pad, reshape, slice, transpose } from '../../graph/shape.ts';
import { layerNorm } from '../../graph/standardise.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import { affineOf, dense } from '../layers.ts';
import type { Net } from '../net.ts';
import type { Scope } from '../scope.ts';
import type { SafetyCheckerConfig, VisionConfig } from './config.ts';

/** Where diffusers' IFSafetyChecker keeps CLIP's vision tower. */
const TOWER = 'vision_model.vision_model';

/** No padding of an axis. */
const KEEP = [0, 0] as const;

/** Of parameters that are read from a file: none of this is trained here. */
const GIVEN = { constant: 0 } as const;

/**
 * diffusers' IFSafetyChecker up to its thresholds: CLIP's vision tower (Radford et al. 2021, arXiv:2103.00020) and a linear
 * head for each kind of picture that must not be shown. From `clip_input` [N,3,S,S] to `image_embeds` [N,projection_dim] and
 * the logits `p_head` (unsafe) and `w_head` (watermarked), [N,1].
 */
export function safetyChecker({ vision_config: config }: SafetyCheckerConfig): Net {
  return {
    inputs: { clip_input: [config.num_channels, config.image_size, config.image_size] },
    forward: (scope, { clip_input: image }) => {
      const embeds = encode(scope, image!, config);
      return {
        image_embeds: embeds,
        p_head: dense(scope, 'p_head', embeds, 1),
        w_head: dense(scope, 'w_head', embeds, 1),
      };
    },
  };
}

function encode(scope: Scope, image: Value, config: VisionConfig): Value {
  const g = scope.graph;
  const { hidden_size: width, projection_dim: out } = config;
  let x = normed(scope, `${TOWER}.pre_layrnorm`, tokensOf(scope, image, config), config);
  for (let i = 0; i < config.num_hidden_layers; i++) x = layer(scope, `${TOWER}.encoder.layers.${i}`, x, config);
  const summary = reshape(g, slice(g, x, [{ axis: 1, start: 0, end: 1 }]), [x.dims[0]!, width]);
  const weight = scope.parameter('vision_model.visual_projection.weight', [out, width], GIVEN);
  return linear(g, normed(scope, `${TOWER}.post_layernorm`, summary, config), weight);
}

/** The class token and a token for each patch, with their positions: [N,3,S,S] to [N,1+P,C]. */
function tokensOf(scope: Scope, image: Value, config: VisionConfig): Value {
  const g = scope.graph;
  const { hidden_size: c, patch_size: k, num_channels } = config;
  const name = `${TOWER}.embeddings`;
  const filter = scope.parameter(`${name}.patch_embedding.weight`, [c, num_channels, k, k], GIVEN);
  const grid = convolve(g, image, filter, undefined, { stride: k, padding: 0 });
  const count = dimAt(grid, 2) * dimAt(grid, 3);
  const patches = transpose(g, reshape(g, grid, [image.dims[0]!, c, count]), [0, 2, 1]);
  const first = reshape(g, scope.parameter(`${name}.class_embedding`, [c], GIVEN), [1, c]);
  const positions = scope.parameter(`${name}.position_embedding.weight`, [1 + count, c], GIVEN);
  // A row of zeros before the patches is where the class token goes, since it has no batch of its own.
  return add(g, pad(g, patches, [KEEP, [1, 0], KEEP]), add(g, positions, pad(g, first, [[0, count], KEEP])));
}

function layer(scope: Scope, name: string, x: Value, config: VisionConfig): Value {
  const g = scope.graph;
  const { hidden_size: width, num_attention_heads: heads, intermediate_size: inner } = config;
  const h = normed(scope, `${name}.layer_norm1`, x, config);
  const project = (part: string, v: Value) => dense(scope, `${name}.self_attn.${part}_proj`, v, width);
  const options = { heads, scale: (width / heads) ** -0.5 };
  const attended = add(g, x, project('out', attention(g, project('q', h), project('k', h), project('v', h), options)));
  const hidden = dense(scope, `${name}.mlp.fc1`, normed(scope, `${name}.layer_norm2`, attended, config), inner);
  return add(g, attended, dense(scope, `${name}.mlp.fc2`, quickGelu(g, hidden), width));
}

function normed(scope: Scope, name: string, x: Value, { layer_norm_eps: eps }: VisionConfig): Value {
  return layerNorm(scope.graph, x, affineOf(scope, name, dimAt(x, -1)), eps);
}
