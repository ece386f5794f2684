import { z } from 'zod';
import type { FindingEntry } from '../model/entry.ts';
import type { Timeline } from '../model/timeline.ts';
import { attemptsOf } from '../timeline/endings.ts';
import { expectation, type Problem } from './expectation.ts';

/** Accepted for its chain, a wrong host shows less than it seems: who checks nothing accepts it too. */
function problemOf({ findings, ...timeline }: Timeline, finding: FindingEntry): Problem {
  const { client, connection, shows, says, certificate, method, url, key } = finding;
  const checksNothing = findings.some((other) => {
    return other.client === client && other.shows === 'verification-off';
  });
  const on = attemptsOf({ findings, ...timeline }).find(
    ({ attempt }) => attempt.entry.connection === connection,
  );
  return {
    problem: checksNothing ? 'verification-off' : shows,
    severity: 'error',
    nature: 'wrong',
    // The product without its version: the same client after an update is the same finding.
    met: client?.split(/[ /]/)[0] ?? 'a client without a name',
    call: null,
    attempts: on === undefined ? [] : [on.attempt],
    says: `${says} (${certificate}): ${method} ${url}, ${key === null ? 'without a key' : `key ${key}`}`,
  };
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
    'delete whatever switches verification off (NODE_TLS_REJECT_UNAUTHORIZED=0, rejectUnauthorized: false, ' +
    'verify=False, curl -k) and trust the missing root: NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, SSL_CERT_FILE',
  check: 'badgateway drill expired-certificate wrong-host -- CMD: no request arrives',
  falseAccusation: null,
  // A refusal shows that it looks. That a certificate was accepted shows something only where no verifying
  // client accepts it, and then there is a finding; of any other one it stays open who was trusted.
  observe({ openings, ...timeline }) {
    const refused = openings.filter(
      ({ certificate, client }) =>
        certificate !== null && certificate !== 'valid' && client?.kind.startsWith('rejected') === true,
    );
    const problems = timeline.findings.map((finding) => problemOf({ openings, ...timeline }, finding));
    return {
      samples: refused.length + problems.length,
      problems,
      unclear: null,
      says: `${refused.length} bad certificates, each refused before a request was sent`,
    };
  },
});
