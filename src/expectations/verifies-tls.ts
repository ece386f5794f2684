import { z } from 'zod';
import type { Attempt, Timeline } from '../model/timeline.ts';
import { attemptsOf } from '../timeline/endings.ts';
import { formatCount } from '../timeline/retryability.ts';
import type { Violation } from '../timeline/violation.ts';
import { expectation } from './expectation.ts';

/** A client that verifies nothing is reported as that only, not also for accepting a wrong host name. */
function problemsOf(timeline: Timeline): Violation[] {
  const { findings } = timeline;
  const off = findings.filter(({ shows }) => shows === 'verification-off');
  const checksNothing = new Set(off.map(({ client }) => client));
  const came = new Map<number, Attempt>();
  for (const { attempt } of attemptsOf(timeline)) {
    const { connection } = attempt.entry;
    if (!came.has(connection)) came.set(connection, attempt);
  }
  return findings.map(({ client, connection, shows, says, certificate }) => {
    const request = came.get(connection);
    return {
      problem: checksNothing.has(client) ? 'verification-off' : shows,
      ...{ severity: 'error', nature: 'wrong', call: null },
      // The product without its version, so that an update of the client keeps the finding's id.
      met: client?.split(/[ /]/)[0] ?? 'a client without a name',
      attempts: request === undefined ? [] : [request],
      says: `${says} (${certificate})`,
    };
  });
}

export const verifiesTls = expectation({
  name: 'verifies-tls',
  summary: 'sends no request on a certificate that it has to refuse',
  params: z.strictObject({}),
  standard: {
    says: 'a client that cannot verify the certificate or the host name ends the connection',
    source: 'RFC 9110 section 4.3.4, RFC 9525 section 6, RFC 5280 section 6',
  },
  fix:
    'delete what switches verification off (NODE_TLS_REJECT_UNAUTHORIZED=0, rejectUnauthorized: false, ' +
    'verify=False, curl -k); trust the root: NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, SSL_CERT_FILE',
  check: 'badgateway drill expired-certificate wrong-host -- CMD: no request arrives',
  falsePositiveRate: null,
  // A refused certificate shows that the client verifies. An accepted one is proof only if no verifying
  // client accepts it; the gateway then records a finding. A client that accepts any other bad certificate
  // may trust its root, or verify nothing.
  observe(timeline) {
    const shown = timeline.openings.filter(({ certificate }) => ![null, 'valid'].includes(certificate));
    const refused = shown.filter(({ client }) => client?.kind.startsWith('rejected') === true);
    const problems = problemsOf(timeline);
    const samples = refused.length + problems.length;
    const accepted = 'only certificates were accepted that a client may trust: try expired-certificate';
    return {
      samples,
      problems,
      unclear: samples === 0 && shown.length > 0 ? accepted : null,
      says: `it refused ${formatCount(refused.length, 'bad certificate')} and sent nothing`,
    };
  },
});
