import { formatCount } from '../../lib/units.ts';
import type { OpeningEntry } from '../../model/entry.ts';
import type { Attempt, Timeline } from '../../model/timeline.ts';
import { attemptsOf } from '../../timeline/endings.ts';
import type { Violation } from '../../timeline/violation.ts';

/** A client that verifies nothing is reported as that only, not also for accepting a wrong host name. */
function accepted(timeline: Timeline): Violation[] {
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

const isRefused = ({ client }: OpeningEntry) => client?.kind.startsWith('rejected') === true;

const appendTheRoot =
  'append the root of the corporate proxy to the public ones, never put it in their place: cat ' +
  'corporate.pem >> bundle.pem for REQUESTS_CA_BUNDLE, SSL_CERT_FILE and curl --cacert, which replace ' +
  'them; NODE_EXTRA_CA_CERTS=corporate.pem appends';

const missed = {
  'corporate-proxy': {
    problem: 'does-not-trust-the-root',
    nature: 'absent',
    says: "it refused the corporate proxy's certificate although it had been given the root of it",
  },
  valid: {
    problem: 'replaced-the-roots',
    nature: 'wrong',
    says: 'it refused a certificate of the root that stands for the public ones, beside the corporate one',
  },
} as const;

/**
 * Certificates that a client refused although the drill had given it both roots: the corporate one, and its
 * own, which stands for the public ones.
 */
function refusedInVain({ openings }: Timeline): Violation[] {
  return openings.flatMap((opening): Violation[] => {
    const { certificate, trusts } = opening;
    if (trusts === undefined || (certificate !== 'valid' && certificate !== 'corporate-proxy')) return [];
    if (!isRefused(opening)) return [];
    const grade = { severity: 'error', met: certificate, call: null, attempts: [] } as const;
    return [{ ...grade, ...missed[certificate], restsOn: 'scenario', fix: appendTheRoot }];
  });
}

export function problemsOf(timeline: Timeline): Violation[] {
  return [...accepted(timeline), ...refusedInVain(timeline)];
}

/** What a client did with the certificates that are not in order. */
export interface Shown {
  readonly shown: readonly OpeningEntry[];
  readonly refused: readonly OpeningEntry[];
  /** Certificates of the corporate proxy that a client with its root accepted, as it should. */
  readonly trusted: readonly OpeningEntry[];
}

export function shownTo({ openings }: Timeline): Shown {
  const shown = openings.filter(({ certificate }) => ![null, 'valid'].includes(certificate));
  const isProxy = ({ certificate }: OpeningEntry) => certificate === 'corporate-proxy';
  const trusting = shown.filter((each) => isProxy(each) && each.trusts !== undefined);
  return {
    shown,
    refused: shown.filter((each) => isRefused(each) && !trusting.includes(each)),
    trusted: trusting.filter(({ client }) => client?.kind === 'accepted'),
  };
}

export function describeShown({ refused, trusted }: Shown): string {
  const said = `it refused ${formatCount(refused.length, 'bad certificate')} and sent nothing`;
  const times = formatCount(trusted.length, 'connection');
  return trusted.length === 0 ? said : `${said}; with the root of the corporate proxy it trusted ${times}`;
}
