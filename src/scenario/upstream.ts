import type { z } from 'zod';
import type { Mistake } from '../config/mistakes.ts';
import type { Part } from '../config/validate.ts';
import type { UpstreamOptions } from '../model/scenario.ts';
import { readReplay } from './replay.ts';
import { upstreamShape } from './schema.ts';

const stub = { kind: 'stub' } as const;
const hint = 'expected stub or a URL such as https://host/v1, or replay:FILE';

/** Error messages do not repeat a URL that contains a password. */
function readUrl(part: Part): URL | null {
  const url = typeof part.value === 'string' && URL.canParse(part.value) ? new URL(part.value) : null;
  if (url === null) part.refuse(hint);
  else if (url.protocol !== 'http:' && url.protocol !== 'https:')
    part.refuse(`${hint}, got ${url.protocol}//…`);
  else if (url.username !== '' || url.password !== '')
    part.refuse('expected a URL without a password; put a credential in with { url, key: env:NAME }');
  else if (url.search !== '' || url.hash !== '') part.refuse('expected a base URL, without "?" and "#"');
  else return url;
  return null;
}

function readKey(part: Part, named: string | undefined, env: NodeJS.ProcessEnv): string | null {
  if (named === undefined) return null;
  const name = named.slice('env:'.length);
  const key = env[name] ?? '';
  if (key === '') part.refuse(`the environment variable ${name} is not set; export it, or leave "key" out`);
  else if (!/^[\x21-\x7e]+$/.test(key))
    part.refuse(`the environment variable ${name} holds no key: it has spaces in it`);
  return key;
}

export type Backend = Exclude<UpstreamOptions, { kind: 'tape' }>;

/** `whole`: a mapping with the `url` of a real backend; `fields`: what else it says, as read. */
export function proxyOf(
  whole: Part,
  { key, mirror = false, headers = [], timeout = 0 }: Partial<z.output<typeof upstreamShape>>,
  env: NodeJS.ProcessEnv,
): Backend {
  if (!whole.has('url')) return stub;
  const url = readUrl(whole.at('url'));
  const credential = readKey(whole.at('key'), key, env);
  return url === null ? stub : { kind: 'proxy', url, key: credential, mirror, headers, timeoutMs: timeout };
}

function readProxy(whole: Part, env: NodeJS.ProcessEnv): UpstreamOptions {
  return proxyOf(whole, whole.fields(upstreamShape), env);
}

const ofTape = 'replay:';

/** Reads `stub`, a URL, `{ url, key, … }`, `replay:FILE` or `{ replay, speed }`; absent means the stub. */
export async function readUpstream(
  part: Part,
  mistakes: Mistake[],
  env: NodeJS.ProcessEnv,
): Promise<UpstreamOptions> {
  const { value } = part;
  if (value === undefined || value === 'stub') return stub;
  if (part.has('replay')) return readReplay(part, mistakes);
  if (typeof value !== 'string') return readProxy(part, env);
  if (value.startsWith(ofTape))
    return readReplay(part.as({ replay: value.slice(ofTape.length).trim() }), mistakes);
  return readProxy(part.as({ url: value }), env);
}
