import type { RequestFacts } from '../model/facts.ts';
import { secretParameters } from './names.ts';

/** A shorter one may be in a text by chance. */
const shortestKey = 12;

/** Fields in which clients of other APIs send their key; `key` and `token` mean too much else. */
const secretFields = ['api_key', 'apikey', 'apiKey', 'api-key', 'access_token', 'authorization'];

type Asked = Pick<RequestFacts, 'query' | 'body' | 'json' | 'key'>;

function inQuery(query: string): boolean {
  if (query === '') return false;
  return [...new URLSearchParams(query)].some(
    ([name, value]) => value !== '' && secretParameters.has(name.trim().toLowerCase()),
  );
}

function inBody({ body, json, key }: Asked): boolean {
  if (body === null) return false;
  if (key !== null && key.length >= shortestKey && body.includes(key)) return true;
  if (typeof json !== 'object' || json === null) return false;
  const fields = json as Readonly<Record<string, unknown>>;
  return secretFields.some((name) => typeof fields[name] === 'string' && fields[name] !== '');
}

/** Where a key came besides its header: in logs of proxies and servers it would be read by others. */
export function strayKeyOf(facts: Asked): 'query' | 'body' | null {
  if (inQuery(facts.query)) return 'query';
  return inBody(facts) ? 'body' : null;
}
