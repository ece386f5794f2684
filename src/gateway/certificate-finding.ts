import type { IncomingMessage } from 'node:http';
import type { FindingEntry, Unnumbered } from '../model/entry.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import { credentialOf } from '../request/identify.ts';
import type { Redactor } from '../secrets/redact.ts';
import { type CorporateRoot, evidenceOf, profiles } from '../tls/profiles.ts';

export interface FindingParts {
  readonly facts: ConnectionFacts;
  /** The first request on the connection. */
  readonly request: IncomingMessage;
  readonly version: string | null;
  readonly scenario: Scenario;
  readonly redactor: Redactor;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly corporateRoot: CorporateRoot;
}

/**
 * What it shows that a request arrived on this connection; `null`: nothing. That it arrived, decrypted,
 * is the sign: some clients complete the handshake and look at the certificate only then.
 */
export function findingOf(parts: FindingParts): Unnumbered<FindingEntry> | null {
  const { facts, request, version, scenario, redactor, at, corporateRoot } = parts;
  const { certificate, connection } = facts;
  if (certificate === null) return null;
  const { says: fault } = profiles[certificate];
  const shows = evidenceOf(certificate, corporateRoot);
  if (shows === 'nothing') return null;
  const key = credentialOf(request, scenario.inUse.platform);
  const client = request.headers['user-agent'];
  const what = shows === 'verification-off' ? 'does not verify certificates' : 'does not check the host name';
  return {
    kind: 'finding',
    expectation: 'verifies-tls',
    ...{ at, scenario: scenario.name, shows, connection, certificate, version: version ?? 'unknown' },
    method: request.method ?? 'GET',
    url: redactor.url(request.url ?? '/'),
    client: client === undefined ? null : redactor.text(client),
    key: key === null ? null : redactor.key(key),
    says: `the client ${what}: a request came on a certificate that ${fault}`,
  };
}
