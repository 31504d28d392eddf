import { z } from 'zod';

/** What objects that are told apart by their `type` are refused with: it names the type and those that are known. */
export function unknownType(known: readonly string[]) {
  return ({ input }: { input?: unknown }) => {
    const { type } = z.looseObject({ type: z.unknown() }).safeParse(input).data ?? {};
    return `the type must be one of ${known.join(', ')}, not ${JSON.stringify(type)}`;
  };
}
