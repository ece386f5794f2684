import type { Platform, Route } from '../../../src/model/platform.ts';
import { validKeyOf } from '../facts.ts';
import type { CurlRequest } from './curl.ts';

/** One well-formed request for every route and method of a platform. */
export interface Ask {
  readonly route: Route;
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
  readonly model: string | null;
  readonly key: string;
}

const fields = {
  messages: [{ role: 'user', content: 'hello' }],
  input: 'hello',
  prompt: 'hello',
};

const kinds: Readonly<Record<string, string>> = {
  embeddings: 'embedding',
  images: 'image',
  moderations: 'moderation',
};

function modelFor({ models }: Platform, { stub }: Route): string | null {
  const kind = kinds[stub] ?? 'chat';
  return models.find((model) => model.kind === kind)?.id ?? null;
}

export function asksOf(platform: Platform): Ask[] {
  const key = validKeyOf(platform);
  return platform.routes.flatMap((route) =>
    route.methods.map((method) => {
      const model = method === 'POST' ? modelFor(platform, route) : null;
      const body = method === 'POST' ? JSON.stringify({ model, ...fields }) : null;
      return { route, method, path: route.path.replace('{id}', 'key_1'), body, model, key };
    }),
  );
}

export function curlOf(
  url: string,
  { method, path, body, key }: Ask,
  headers: Readonly<Record<string, string>> = {},
): CurlRequest {
  const type = body === null ? {} : { 'Content-Type': 'application/json' };
  return {
    url: url + path,
    method,
    headers: { Authorization: `Bearer ${key}`, ...type, ...headers },
    ...(body === null ? {} : { body }),
  };
}
