import { z } from 'zod';
import { Digest } from '../image/digest.ts';
import { InputRole } from '../recipe/inputs.ts';
import { Recipe } from '../recipe/recipe.ts';
import { MnistNet, Training } from '../recipe/training.ts';
import { Progress } from './event.ts';
import { FileRefs } from './file.ts';
import { BundleRef, Manifest } from './manifest.ts';
import { drawn } from './result.ts';
import { Sighting, TrainingCheckpoint, TrainingProgress } from './training.ts';

/*
 * Runner and edge speak over HTTP, the runner always asking, with its secret as a bearer token:
 *   POST /runner/v1/register                               Register       -> 204
 *   POST /runner/v1/leases                                 LeaseRequest   -> LeaseReply, after at most `wait` seconds
 *   GET  /runner/v1/inputs/{digest}                        bytes of an input picture that a recipe names
 *   GET  /runner/v1/trained                                                  -> TrainedList
 *   GET  /runner/v1/trained/{id}                                             -> TrainedFiles
 *   GET  /runner/v1/files/{digest}                         bytes of a part of such a file
 *   POST /runner/v1/computations/{id}/progress             ProgressPost   -> ProgressReply
 *   PUT  /runner/v1/computations/{id}/images/{digest}?generation=&attempt=   PNG or WebP bytes -> 204
 *   PUT  /runner/v1/computations/{id}/files/{digest}?generation=&attempt=    a part of a file of the result -> 204
 *   PUT  /runner/v1/computations/{id}/checkpoint/{digest}?generation=&attempt=   a part of a file of a checkpoint -> 204
 *   GET  /runner/v1/computations/{id}/checkpoint/{digest}                    its bytes
 *   POST /runner/v1/computations/{id}/checkpoint           CheckpointPost -> 204
 *   POST /runner/v1/computations/{id}/complete             Completion     -> 204
 *   POST /runner/v1/computations/{id}/fail                 Failure        -> 204
 *   POST /runner/v1/computations/{id}/release              Fence          -> 204
 * Whatever carries an old generation or attempt is refused with 409 stale-attempt.
 */

/** Seconds that a lease lives after each post that carries its fence. */
export const leaseSeconds = 20;

/** Bundles that one runner may serve: each of its polls names them all. */
export const bundlesAtMost = 64;

/** Of these, bundles that were trained by the runners themselves: the newest. */
export const trainedAtMost = 16;

export const RunnerName = z.string().regex(/^[A-Za-z0-9._-]{1,100}$/);

export const Register = z.strictObject({ runner: RunnerName, manifests: z.array(Manifest).min(1).max(bundlesAtMost) });
export type Register = z.infer<typeof Register>;

/**
 * `free` is how many U-Net rows a step still fit the runner's batch; an `idle` runner takes a computation of any width. `trains`
 * are the nets that it would train now: it trains one at a time, beside what it samples.
 */
export const LeaseRequest = z.strictObject({
  runner: RunnerName,
  bundles: z.array(BundleRef).min(1).max(bundlesAtMost),
  free: z.int().min(0).max(100_000),
  idle: z.boolean(),
  trains: z.array(MnistNet).max(16).optional(),
  wait: z.number().min(0).max(30),
});
export type LeaseRequest = z.infer<typeof LeaseRequest>;

/** Which attempt speaks: both numbers only grow, and only the newest pair is heard. */
export const Fence = z.strictObject({ generation: z.int().min(1), attempt: z.int().min(1) });
export type Fence = z.infer<typeof Fence>;

export const Lease = Fence.extend({ computation: Digest, recipe: Recipe });
export type Lease = z.infer<typeof Lease>;

/** A training, and the checkpoint of the attempt before, if that came so far. */
const TrainingLease = Fence.extend({
  computation: Digest,
  training: Training,
  checkpoint: TrainingCheckpoint.optional(),
});
export type TrainingLease = z.infer<typeof TrainingLease>;

export const AnyLease = z.union([Lease, TrainingLease]);
export type AnyLease = z.infer<typeof AnyLease>;

export const LeaseReply = z.strictObject({ leases: z.array(AnyLease) });
export type LeaseReply = z.infer<typeof LeaseReply>;

/** A post without progress is a heartbeat: it only renews the lease. */
export const ProgressPost = Fence.extend({ progress: Progress.optional(), training: TrainingProgress.optional() });
export type ProgressPost = z.infer<typeof ProgressPost>;

export const ProgressReply = z.strictObject({ cancel: z.boolean(), leaseSeconds: z.number() });
export type ProgressReply = z.infer<typeof ProgressReply>;

export const CheckpointPost = Fence.extend({ checkpoint: TrainingCheckpoint });
export type CheckpointPost = z.infer<typeof CheckpointPost>;

export const Completion = Fence.extend(drawn);
export type Completion = z.infer<typeof Completion>;

/** `bundle` is the name under which the files are served for sampling, if they are. */
const TrainingCompletion = Fence.extend({
  files: FileRefs,
  pictures: z.array(Sighting).max(64),
  bundle: BundleRef.optional(),
});
export type TrainingCompletion = z.infer<typeof TrainingCompletion>;

export const AnyCompletion = z.union([Completion, TrainingCompletion]);
export type AnyCompletion = z.infer<typeof AnyCompletion>;

/** A bundle that was trained, and the training's id. */
export const TrainedBundle = z.strictObject({ id: Digest, bundle: BundleRef });
export type TrainedBundle = z.infer<typeof TrainedBundle>;

/** The bundles that were trained and that every runner is to serve, newest first. */
export const TrainedList = z.strictObject({ bundles: z.array(TrainedBundle).max(trainedAtMost) });
export type TrainedList = z.infer<typeof TrainedList>;

/** The files of a bundle that was trained. */
export const TrainedFiles = z.strictObject({ files: FileRefs });
export type TrainedFiles = z.infer<typeof TrainedFiles>;

/** Characters of what a failure says. */
export const failureCharacters = 500;

/**
 * An error that the attempt itself met; `detail` is fit for clients. After a `final` one trying again would not help; `input` is the
 * picture that cannot be used, where one is at fault.
 */
export const Failure = Fence.extend({
  detail: z.string().min(1).max(failureCharacters),
  final: z.literal(true).optional(),
  input: InputRole.optional(),
});
export type Failure = z.infer<typeof Failure>;
