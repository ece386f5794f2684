import http from 'node:http';
import https from 'node:https';
import { Agent, fetch as undiciFetch } from 'undici';
import { validKey } from '../facts.ts';
import { chatBody } from '../gateway.ts';

/** What a client came away with: an answer, or the code of its error. */
export type Sight =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly code: string; readonly status: number | null };

export interface Asked {
  readonly stream?: boolean;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The root that is trusted, for an `https` URL. */
  readonly ca?: string;
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return String((cause as { code?: unknown }).code ?? (cause as Error).message);
}

function parts({ stream, path = '/v1/chat/completions', headers }: Asked) {
  return {
    path,
    body: chatBody(stream === undefined ? {} : { stream }),
    headers: { authorization: `Bearer ${validKey}`, 'content-type': 'application/json', ...headers },
  };
}

/** Node's own fetch, or with a root of one's own the same of the package; the code is undici's. */
export async function byFetch(url: string, asked: Asked = {}): Promise<Sight> {
  const { path, body, headers } = parts(asked);
  const sent = { method: 'POST', headers, body };
  const dispatcher = asked.ca === undefined ? null : new Agent({ connect: { ca: asked.ca } });
  let status: number | null = null;
  try {
    const asking =
      dispatcher === null ? fetch(url + path, sent) : undiciFetch(url + path, { ...sent, dispatcher });
    const response = await asking;
    status = response.status;
    return { kind: 'answer', status, body: await response.text() };
  } catch (error) {
    return { kind: 'failed', code: codeOf(error), status };
  } finally {
    await dispatcher?.destroy();
  }
}

/** `node:http` or `node:https`, on a connection of its own. */
export function byHttp(url: string, asked: Asked = {}): Promise<Sight> {
  const { path, body, headers } = parts(asked);
  return new Promise((resolve) => {
    let status: number | null = null;
    const fail = (error: unknown) => resolve({ kind: 'failed', code: codeOf(error), status });
    const { request: open } = url.startsWith('https:') ? https : http;
    const options = {
      method: 'POST',
      headers,
      agent: false,
      ...(asked.ca === undefined ? {} : { ca: asked.ca }),
    };
    const request = open(url + path, options, (response) => {
      status = response.statusCode ?? null;
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => resolve({ kind: 'answer', status: response.statusCode ?? 0, body: text }));
      response.once('error', fail);
    });
    request.once('error', fail);
    request.end(body);
  });
}
