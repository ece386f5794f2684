import { z } from 'zod';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { describeShown, problemsOf, shownTo } from './observe/verifies-tls.ts';

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
  checkOn: playedOnDeeptoken('expired-certificate wrong-host', 'no request arrives'),
  falsePositiveRate: null,
  // A refused certificate shows that the client verifies. An accepted one is proof only if no verifying
  // client accepts it; the gateway then records a finding. A client that accepts any other bad certificate
  // may trust its root, or verify nothing.
  observe(timeline) {
    const seen = shownTo(timeline);
    const problems = problemsOf(timeline);
    const samples = seen.refused.length + problems.length;
    const accepted = 'only certificates were accepted that a client may trust: try expired-certificate';
    return {
      samples,
      problems,
      unclear: samples === 0 && seen.shown.length > 0 ? accepted : null,
      says: describeShown(seen),
    };
  },
});
