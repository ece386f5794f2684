import type { RequestFacts } from '../../model/facts.ts';
import type { PlatformInUse } from '../../model/platform.ts';

type Credential =
  | { readonly kind: 'missing' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'presented'; readonly secret: string };

/** Only `Authorization` has a scheme before the key; other header fields hold the key alone. */
function secretIn(header: string, value: string, scheme: string): string | null {
  const wanted = header === 'authorization' && scheme !== '' ? `${scheme} ` : '';
  if (value.slice(0, wanted.length).toLowerCase() !== wanted.toLowerCase()) return null;
  const secret = value.slice(wanted.length).trim();
  return secret === '' || secret.includes(' ') ? null : secret;
}

/** The credential in the first credential header that the request has. */
export function credentialOf(inUse: PlatformInUse, headers: RequestFacts['headers']): Credential {
  const { credential } = inUse.platform;
  for (const header of credential.headers) {
    const sent = headers[header];
    const value = typeof sent === 'string' ? sent : sent?.[0];
    if (value === undefined) continue;
    const secret = secretIn(header, value, credential.scheme);
    return secret === null ? { kind: 'malformed' } : { kind: 'presented', secret };
  }
  return { kind: 'missing' };
}
