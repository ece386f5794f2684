import type { OpeningEntry } from '../../../src/model/entry.ts';
import type { Row } from '../../helpers/expectation-rows.ts';

const client = {
  alert: { kind: 'rejected', alert: 45, name: 'certificate_expired', means: 'the certificate has expired' },
  silent: { kind: 'rejected-silently' },
  undecided: { kind: 'undecided' },
  accepted: { kind: 'accepted' },
} as const satisfies Record<string, OpeningEntry['client']>;

const nothing = { calls: [] };
const came = {
  calls: [
    [
      { at: 5, entry: { connection: 7 } },
      { at: 9, entry: { connection: 7 } },
    ],
  ],
};

const withRoot = { trusts: 'corporate-root' } as const;
const refusedWithout = { certificate: 'corporate-proxy', client: client.silent } as const;

export const rows: readonly Row[] = [
  {
    that: 'gets through the corporate proxy with its root, and only with it',
    did: nothing,
    openings: [{ certificate: 'corporate-proxy', ...withRoot }, { ...withRoot }, refusedWithout],
    ...{ outcome: 'pass', samples: 1 },
    because: 'it refused 1 bad certificate and sent nothing; with the root of the corporate proxy it trusted',
  },
  {
    that: 'refuses the corporate proxy even with its root',
    did: nothing,
    openings: [{ certificate: 'corporate-proxy', client: client.alert, ...withRoot }, refusedWithout],
    ...{ outcome: 'fail', found: ['error absent does-not-trust-the-root'] },
  },
  {
    that: 'has only the corporate root left',
    did: nothing,
    openings: [
      { certificate: 'corporate-proxy', ...withRoot },
      { client: client.silent, ...withRoot },
      refusedWithout,
    ],
    ...{ outcome: 'fail', found: ['error wrong replaced-the-roots'] },
    because: 'it refused a certificate of the root that stands for the public ones',
  },
  {
    that: 'refuses a certificate in order outside of such a drill',
    did: nothing,
    openings: [{ client: client.silent }, refusedWithout],
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'says why it refuses an expired certificate',
    did: nothing,
    openings: [{ certificate: 'expired', client: client.alert }],
    outcome: 'pass',
    samples: 1,
    because: 'it refused 1 bad certificate and sent nothing',
  },
  {
    that: 'leaves each of two without a word',
    did: nothing,
    openings: [
      { certificate: 'wrong-host', client: client.silent },
      { certificate: 'corporate-proxy', client: client.silent },
    ],
    outcome: 'pass',
    samples: 2,
  },
  {
    that: 'sends a request on an expired one',
    did: came,
    findings: [{ connection: 7, says: 'the client does not verify' }],
    outcome: 'fail',
    samples: 1,
    because: 'the client does not verify (expired)',
    found: ['error wrong verification-off'],
    evidence: [[101]],
  },
  {
    that: 'sends a request on a wrong host alone',
    did: nothing,
    findings: [{ shows: 'host-name-check-off', certificate: 'wrong-host' }],
    outcome: 'fail',
    found: ['error wrong host-name-check-off'],
    evidence: [[]],
  },
  {
    that: 'accepts a wrong host since it accepts everything',
    did: nothing,
    findings: [{ shows: 'host-name-check-off' }, { shows: 'verification-off' }],
    outcome: 'fail',
    samples: 2,
    found: ['error wrong verification-off 2x'],
  },
  {
    that: 'checks no name, beside another client that checks nothing',
    did: nothing,
    findings: [
      { shows: 'host-name-check-off', client: 'OpenAI/JS 6.49.0' },
      { shows: 'verification-off', client: 'curl/8.5.0' },
      { shows: 'verification-off', client: 'curl/8.6.0' },
      { shows: 'verification-off', client: null },
      { shows: 'verification-off', client: 'Python urllib' },
      { shows: 'verification-off', client: 'Python httpx' },
    ],
    outcome: 'fail',
    found: [
      'error wrong host-name-check-off',
      'error wrong verification-off 2x',
      'error wrong verification-off',
      'error wrong verification-off 2x',
    ],
  },
  {
    that: 'meets nothing but a certificate in order',
    did: nothing,
    openings: [
      { certificate: 'valid', client: client.silent },
      { certificate: null, client: client.silent },
    ],
    outcome: 'inconclusive',
    samples: 0,
    because: 'there was no occasion to see it',
  },
  {
    that: 'accepts what a client may trust',
    did: nothing,
    openings: [{ certificate: 'corporate-proxy', client: client.accepted }],
    outcome: 'inconclusive',
    samples: 0,
    because: 'only certificates were accepted that a client may trust',
  },
  {
    that: 'does not say what it thinks of a bad one',
    did: nothing,
    openings: [
      { certificate: 'expired', client: client.undecided },
      { certificate: 'expired', client: null },
    ],
    outcome: 'inconclusive',
    samples: 0,
  },
];
