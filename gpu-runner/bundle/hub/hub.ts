import { type HubApiError, type ListFileEntry, listFiles, modelInfo } from '@huggingface/hub';
import { BundleError } from '../bundle-error.ts';

/** How the hub is reached. */
export interface Hub {
  /** `https://huggingface.co`, or a mirror that speaks its protocol. */
  readonly url: string;
  readonly token?: string;
}

/** What is asked of the hub about a repository. */
export interface Repository {
  readonly name: string;
  /** The commit that `main` named when it was asked; all files are taken from it. */
  readonly commit: string;
  readonly files: readonly ListFileEntry[];
}

/**
 * The files of repository `name` at its newest commit. Throws a BundleError that says what to do where the token is missing or wrong, the
 * licence is not accepted or the hub is not reached; where the signal aborted, its reason is the cause.
 */
export async function listRepository(hub: Hub, name: string, signal: AbortSignal): Promise<Repository> {
  const access = accessTo(hub, signal);
  return explained(hub, name, async () => {
    const { sha: commit } = await modelInfo({ name, additionalFields: ['sha'], ...access });
    const files: ListFileEntry[] = [];
    for await (const file of listFiles({ repo: name, recursive: true, revision: commit, ...access })) {
      files.push(file);
    }
    return { name, commit, files };
  });
}

/** How the hub is reached, as its client wants it. */
interface Access {
  readonly hubUrl: string;
  readonly accessToken?: string;
  readonly fetch: typeof fetch;
}

/** The hub's address and token, and requests that end when the signal aborts: a hub that is slow may answer after minutes. */
export function accessTo({ url, token }: Hub, signal: AbortSignal): Access {
  const abortable: typeof fetch = (input, init) => fetch(input, { ...init, signal });
  return { hubUrl: url, fetch: abortable, ...(token && { accessToken: token }) };
}

/** Runs `ask`; a refusal or a lost connection becomes a BundleError that names the mend. */
export async function explained<T>(hub: Hub, name: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof BundleError) throw cause;
    throw new BundleError(reasonOf(hub, name, cause), { cause });
  }
}

function reasonOf(hub: Hub, name: string, cause: unknown): string {
  const page = `${hub.url}/${name}`;
  switch ((cause as Partial<HubApiError>).statusCode) {
    case 401:
      return hub.token
        ? `${hub.url} does not know the token: make a new one under Settings, Access Tokens, and give it as HF_TOKEN`
        : `${page} is gated: accept its licence there and give a token of yours as HF_TOKEN`;
    case 403:
      return `${page} is gated: accept its licence there with the account of HF_TOKEN; a fine-grained token must be allowed to read gated repositories`;
    case 404:
      return `${page} was not found`;
    default:
      return `${page} cannot be read: ${causeOf(cause as Error)}`;
  }
}

/** fetch says "fetch failed" and keeps what happened one level down. */
function causeOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
