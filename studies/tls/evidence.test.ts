import { afterAll, expect, test, vi } from 'vitest';
import type { CertificateProfile } from '../../src/model/connection-plan.ts';
import type { ClientReaction, Entry } from '../../src/model/entry.ts';
import { type Profile, profiles } from '../../src/tls/profiles.ts';
import { validKey } from '../../test/helpers/facts.ts';
import { journalOf, type StartedGateway } from '../../test/helpers/gateway.ts';
import { needs } from '../../test/helpers/system.ts';
import { publish, table } from '../lib/published.ts';
import type { Row } from './expected.ts';
import { rows } from './expected-breaks.ts';
import { ask, type Client, clientsHere, isOfNode, type Setting, trusting } from './run.ts';
import { caseOf, openWorkshop } from './workshop.ts';

const workshop = openWorkshop();
afterAll(() => workshop.close());
const withClients = needs('curl', 'requests', 'httpx');

const certificates = rows.filter(({ fault }) => fault === '' || fault === 'tls-certificate');
const profileOf = ({ params }: Row) => (params === '' ? 'valid' : params) as CertificateProfile;
const evidenceOf = (row: Row): Profile['evidence'] => profiles[profileOf(row)].evidence;
const versionSpoken = { any: 'TLSv1.3', '1.2': 'TLSv1.2' } as const;

/** One certificate in one setting: what the clients reported, and the journal once all is in it. */
interface Sight {
  readonly row: Row;
  readonly outcomes: ReadonlyMap<Client, string>;
  readonly entries: readonly Entry[];
}

type Asked = Pick<Setting, 'verify' | 'version'>;

async function sight(
  started: StartedGateway,
  row: Row,
  outcomes: ReadonlyMap<Client, string>,
): Promise<Sight> {
  const entries = await vi.waitFor(() => {
    const seen = journalOf(started);
    expect(openings(seen)).toHaveLength(outcomes.size);
    expect(seen.filter(({ kind }) => kind === 'request')).toHaveLength(
      [...outcomes.values()].filter((outcome) => outcome === 'ok').length,
    );
    return seen;
  }, 20_000);
  return { row, outcomes, entries };
}

/** Every certificate is shown to every client in one setting. */
async function show(setting: Asked, clients: readonly Client[]): Promise<readonly Sight[]> {
  const opened = await Promise.all(certificates.map(async (row) => [row, await workshop.open(row)] as const));
  const cases = opened.flatMap(([row, started]) => clients.map((client) => caseOf(started, client, row)));
  const env = setting.verify === 'off' ? {} : trusting(workshop.ca);
  const { outcomes } = await ask(cases, { ...setting, env });
  return Promise.all(
    opened.map(([row, started]) => {
      const own = clients.map(
        (client) => [client, outcomes[caseOf(started, client, row).name] ?? 'was not asked'] as const,
      );
      return sight(started, row, new Map(own));
    }),
  );
}

const openings = (entries: readonly Entry[]) => entries.filter((entry) => entry.kind === 'opening');
const findings = ({ entries }: Sight) => entries.filter((entry) => entry.kind === 'finding');

/** Who says so in its User-Agent; `node:https` says nothing. */
const agents: Readonly<Record<Client, RegExp>> = {
  curl: /^curl\//,
  fetch: /^(?:node|undici)$/,
  https: /^$/,
  openai: /^OpenAI\/JS /,
  urllib: /^Python-urllib\//,
  requests: /^python-requests\//,
  httpx: /^python-httpx\//,
  go: /^Go-http-client\//,
};

function clientNamed(userAgent: string | null): Client | undefined {
  return clientsHere.find((client) => agents[client].test(userAgent ?? ''));
}

/** Alerts of OpenSSL's clients; Go has one for all. */
const alerts: Readonly<Record<CertificateProfile, string>> = {
  valid: 'none',
  expired: 'certificate_expired',
  'not-yet-valid': 'bad_certificate',
  'wrong-host': 'bad_certificate',
  'self-signed': 'unknown_ca',
  'untrusted-root': 'unknown_ca',
  'corporate-proxy': 'unknown_ca',
  'incomplete-chain': 'unknown_ca',
  'expired-intermediate': 'certificate_expired',
  'bad-signature': 'decrypt_error',
  'wrong-purpose': 'unsupported_certificate',
  'no-san': 'bad_certificate',
  'weak-key': 'bad_certificate',
  sha1: 'bad_certificate',
};

/** Node looks at the certificate behind the handshake; curl and urllib3 1.26 do so with the name. */
function reactionExpected(profile: CertificateProfile, client: Client, outcome: string): string {
  if (outcome === 'ok') return 'accepted';
  const late = profile === 'wrong-host' && (client === 'curl' || outcome === 'SSLError(CertificateError)');
  if (isOfNode(client) || late) return 'rejected-silently';
  return client === 'go' ? 'bad_certificate' : alerts[profile];
}

const sayReaction = (reaction: ClientReaction | null) =>
  reaction?.kind === 'rejected' ? reaction.name : (reaction?.kind ?? 'none');

const shown = new Map<string, Promise<readonly Sight[]>>();

function sightsOf({ verify, version }: Asked): Promise<readonly Sight[]> {
  const key = `${verify} ${version}`;
  const known = shown.get(key) ?? show({ verify, version }, clientsHere);
  shown.set(key, known);
  return known;
}

const settings = (['any', '1.2'] as const).map((version) => [versionSpoken[version], version] as const);
const patience = 120_000;

withClients.each(settings)(
  '%s, verification off: every client is caught on every certificate that is evidence, once',
  async (spoken, version) => {
    for (const seen of await sightsOf({ verify: 'off', version })) {
      const { row, outcomes } = seen;
      expect([row.params, ...outcomes.values()]).toEqual([row.params, ...clientsHere.map(() => 'ok')]);
      const shows = evidenceOf(row);
      const caught = findings(seen);
      const who = caught.map(({ client }) => clientNamed(client)).sort();
      expect([row.params, ...who]).toEqual([
        row.params,
        ...(shows === 'nothing' ? [] : clientsHere.toSorted()),
      ]);
      expect(new Set(caught.map(({ connection }) => connection)).size).toBe(caught.length);
      for (const finding of caught)
        expect(finding).toMatchObject({ shows, certificate: row.params, version: spoken });
      expect(openings(seen.entries).map(({ client }) => client)).toEqual(
        clientsHere.map(() => ({ kind: 'accepted' })),
      );
    }
  },
  patience,
);

withClients.each(settings)(
  '%s, verification on: no false positive, and the journal has what each client did',
  async (spoken, version) => {
    for (const seen of await sightsOf({ verify: 'on', version })) {
      const { row, outcomes, entries } = seen;
      expect(findings(seen)).toEqual([]);
      const expected = [...outcomes].map(([client, outcome]) => {
        expect(row.seen[client].split(' | '), `${row.params} by ${client}`).toContain(outcome);
        return reactionExpected(profileOf(row), client, outcome);
      });
      const reactions = openings(entries).map(({ client }) => sayReaction(client));
      expect([row.params, ...reactions.sort()]).toEqual([row.params, ...expected.sort()]);
      for (const { version: completed, certificate } of openings(entries)) {
        expect(certificate).toBe(profileOf(row));
        expect([null, spoken]).toContain(completed);
      }
    }
  },
  patience,
);

withClients(
  'the check of the host name off: caught on a wrong host, and on nothing else',
  async () => {
    const clients: readonly Client[] = ['fetch', 'https', 'urllib', 'requests', 'httpx'];
    for (const seen of await show({ verify: 'host-name-off', version: 'any' }, clients)) {
      const shows = findings(seen).map((finding) => finding.shows);
      const wrong = seen.row.params === 'wrong-host';
      expect([seen.row.params, ...shows]).toEqual([
        seen.row.params,
        ...(wrong ? clients.map(() => 'host-name-check-off') : []),
      ]);
      if (evidenceOf(seen.row) === 'verification-off')
        expect([...seen.outcomes.values()]).not.toContain('ok');
    }
  },
  patience,
);

withClients(
  'no miss and no false positive over all of it; no key in the journal',
  async () => {
    const lines: string[][] = [];
    const counts = { unverified: 0, misses: 0, verified: 0, falsePositives: 0 };
    for (const row of certificates) {
      const of = async (verify: 'on' | 'off', version: '1.2' | 'any') => {
        const found = (await sightsOf({ verify, version })).find((seen) => seen.row === row);
        if (found === undefined) throw new Error(`${row.params} was not shown`);
        return found;
      };
      const off = [await of('off', '1.2'), await of('off', 'any')];
      const on = [await of('on', '1.2'), await of('on', 'any')];
      const text = JSON.stringify([...off, ...on].map(({ entries }) => entries));
      expect(text).not.toContain(validKey);
      const failed = on.flatMap(findings).length;
      const caught = off.map((seen) => findings(seen).length);
      const asked = off.flatMap(({ outcomes }) => [...outcomes]).length;
      if (evidenceOf(row) !== 'nothing') {
        counts.unverified += asked;
        counts.misses += asked - caught.reduce((sum, count) => sum + count, 0);
      }
      counts.verified += on.flatMap(({ outcomes }) => [...outcomes]).length;
      counts.falsePositives += failed;
      const reactions = (client: Client) =>
        reactionExpected(profileOf(row), client, on[1]?.outcomes.get(client) ?? '');
      lines.push([
        `\`${profileOf(row)}\``,
        evidenceOf(row),
        ...caught.map((count) => (evidenceOf(row) === 'nothing' ? '' : `${count} of ${clientsHere.length}`)),
        `${failed} of ${on.flatMap(({ outcomes }) => [...outcomes]).length}`,
        ...clientsHere.map(reactions),
      ]);
    }
    const said =
      `${counts.unverified} requests without verification on certificates that are evidence: ` +
      `${counts.misses} misses. ${counts.verified} with verification: ` +
      `${counts.falsePositives} false positives.`;
    console.log(said);
    expect(counts).toMatchObject({ misses: 0, falsePositives: 0 });
    expect(counts.unverified).toBeGreaterThanOrEqual(6 * 7 * 2);
    const titles = [
      ...['certificate', 'shows', 'off, TLS 1.2: caught', 'off, TLS 1.3: caught'],
      'on: false positives',
    ];
    publish('evidence', `${said}\n\n${table([...titles, ...clientsHere], lines)}`);
  },
  patience,
);

test('what counts as evidence is what no verifying client accepts', () => {
  const evidence = certificates.filter((row) => evidenceOf(row) !== 'nothing');
  expect(evidence.map(profileOf).sort()).toEqual([
    'bad-signature',
    'expired',
    'not-yet-valid',
    'self-signed',
    'untrusted-root',
    'wrong-host',
  ]);
  for (const { seen } of evidence)
    for (const outcome of Object.values(seen)) expect(outcome.split(' | ')).not.toContain('ok');
});
