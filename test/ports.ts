import { CannotStart, claimPort } from '../infra/claim.ts';

/** Below those that Linux, macOS and Windows give to whoever names none; above 10080, to which fetch and Chromium do not go. */
const [first, last] = [11_000, 32_000];

/**
 * A port of this machine that is free, and that no program is given unasked: whoever lets go of it for a while, as over a
 * restart, finds it free again, whatever runs beside.
 */
export async function portOfOwn(): Promise<number> {
  const port = first + Math.floor((last - first) * Math.random());
  try {
    await claimPort(port);
    return port;
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    return portOfOwn();
  }
}
