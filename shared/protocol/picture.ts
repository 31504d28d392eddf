import { z } from 'zod';
import { Digest } from '../image/digest.ts';

const side = z.int().min(1).max(16_384);

/** What names a finished picture: the digest of its PNG bytes, and its sides in pixels. */
export const pictureFields = { digest: Digest, width: side, height: side };
