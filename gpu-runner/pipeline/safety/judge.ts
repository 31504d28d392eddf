import type { Flag } from '@manifold/shared/protocol/flag';
import type { FeatureExtractorConfig } from '../../bundle/safety-parts.ts';
import { concatRows } from '../../tensor/rows.ts';
import { checkFinite } from '../check-finite.ts';
import type { KeptNet } from '../kept-net.ts';
import type { Bitmap } from './bitmap.ts';
import { clipInput } from './clip-input.ts';

/** Why a picture must not be seen; undefined of one that may be. */
type Verdict = Flag | undefined;

/** Raw logits above it are flagged, as by diffusers' IFSafetyChecker. */
const THRESHOLD = 0.5;

/**
 * Judges N pictures by each of their `looks`, N bitmaps every one: the first look that is flagged decides. Rejects when the
 * checker's answer is no number: it says nothing for a picture then.
 */
export async function judge(
  net: Pick<KeptNet, 'run'>,
  looks: readonly (readonly Bitmap[])[],
  extractor: FeatureExtractorConfig,
): Promise<Verdict[]> {
  let verdicts: Verdict[] = [];
  for (const bitmaps of looks) {
    const found = await judged(net, bitmaps, extractor);
    verdicts = found.map((verdict, i) => verdicts[i] ?? verdict);
  }
  return verdicts;
}

async function judged(net: Pick<KeptNet, 'run'>, bitmaps: readonly Bitmap[], extractor: FeatureExtractorConfig) {
  const seen = concatRows(bitmaps.map((bitmap) => clipInput(bitmap, extractor)));
  const { p_head: unsafe, w_head: stamped } = await net.run({ clip_input: seen });
  for (const logits of [unsafe!, stamped!]) checkFinite(logits, "the safety checker's answer");
  return bitmaps.map((_, i): Verdict => {
    if (unsafe!.data[i]! > THRESHOLD) return 'unsafe';
    return stamped!.data[i]! > THRESHOLD ? 'watermarked' : undefined;
  });
}
