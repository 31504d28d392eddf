import { z } from 'zod';

/** Seeds fit 32 bits, so that every language's generators and JSON's numbers hold them exactly. */
export const Seed = z.int().min(0).max(0xffff_ffff);
