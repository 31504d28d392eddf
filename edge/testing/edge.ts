import { exports } from 'cloudflare:workers';

export const runnerHeaders = { Authorization: 'Bearer runner-secret-of-the-tests' };

export const operatorHeaders = { Authorization: 'Bearer operator-secret-of-the-tests' };

/** Asks the edge, as over HTTP. */
export function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const worker = (exports as { default: Fetcher }).default;
  return worker.fetch(`http://edge${path}`, { redirect: 'manual', ...init });
}

export function askWithJson(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers } };
  return ask(path, { ...init, body: JSON.stringify(body) });
}
