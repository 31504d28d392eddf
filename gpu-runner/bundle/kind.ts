import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { z } from 'zod';
import type { PredictionType } from '../nets/if/passage.ts';
import type { Net } from '../nets/net.ts';
import type { SafetyParts } from './safety-parts.ts';

/** How the noise grows over the training's timesteps, by the name that diffusers gives it. */
export type BetaSchedule =
  | { readonly name: 'linear'; readonly first: number; readonly last: number }
  | { readonly name: 'squaredcos_cap_v2' };

/** A diffusion, and what its network answers with. */
export interface Diffusion {
  readonly kind: 'diffusion';
  readonly betas: BetaSchedule;
  readonly prediction: PredictionType;
}

/** How pictures come from noise: by a diffusion, along a flow's lines, or by one denoising. */
export type Process = Diffusion | { readonly kind: 'flow' } | { readonly kind: 'denoiser' };

/** A network of a bundle, and the file of its weights in a directory of its own. */
export interface PlacedNet {
  readonly net: Net;
  readonly directory: string;
  /** A safetensors file, or the index of its shards. */
  readonly weights: string;
}

/** What reads the prompts of a bundle that is asked in words. */
export interface TextParts {
  /** From `input_ids` and `attention_mask` [N, tokens] to `last_hidden_state` [N, tokens, D]. */
  readonly encoder: PlacedNet;
  /** The directory of the tokenizer. */
  readonly tokenizer: string;
  readonly tokens: number;
  /** The files of both, from the bundle's directory: what they read in a text goes by their digest. */
  readonly files: readonly string[];
}

/** What of the manifest is known of the second stage by its configuration. */
type UpscalerTraits = Omit<NonNullable<z.input<typeof Manifest>['upscale']>, 'rowCost'>;

/** The second stage, which draws pictures anew at a greater size. */
export interface Upscaler {
  readonly traits: UpscalerTraits;
  readonly betas: BetaSchedule;
  /** Of the noise in the enlarged picture. */
  readonly noising: BetaSchedule;
  /** From `sample` [N, 6, H, W], the picture and what was enlarged, and `class_labels` [N], the timestep of its noise. */
  readonly unet: PlacedNet;
  /** From the bundle's directory. */
  readonly files: readonly string[];
}

/** What is known of a bundle by its kind and configuration; the rest of the manifest is the same for every kind. */
type Traits = Omit<
  z.input<typeof Manifest>,
  'name' | 'revision' | 'title' | 'licence' | 'process' | 'rowCost' | 'upscale'
>;

/** What a bundle of any kind is made of. */
export interface Contents {
  readonly traits: Traits;
  readonly process: Process;
  /** The U-Net that is sampled. What it takes beside `sample` and `timestep` goes by the manifest's kind of prompt. */
  readonly unet: PlacedNet;
  readonly text?: TextParts;
  readonly upscaler?: Upscaler;
  /** What pictures pass before they are shown. */
  readonly safety?: SafetyParts;
  /** The files that decide what is drawn, weights among them, from the bundle's directory. */
  readonly files: readonly string[];
}

/** Reads the bundle of a kind in `directory`: all but its weights. Rejects with a BundleError that names the file and the fault. */
export type BundleKind = (directory: string) => Promise<Contents>;
