import { afterAll, expect, test, vi } from 'vitest';
import { journalOf, type StartedGateway } from '../../test/helpers/gateway.ts';
import { needs } from '../../test/helpers/system.ts';
import { publish, table } from '../lib/published.ts';
import { type Row, row } from './expected.ts';
import { rows } from './expected-breaks.ts';
import { type Fix, fixes, outsideNames, switchedOff } from './fixes.ts';
import { ask, type Client, clients, clientsHere, type Setting, trusting } from './run.ts';
import { caseOf, openWorkshop } from './workshop.ts';

const workshop = openWorkshop(['api.example']);
afterAll(() => workshop.close());
const withClients = needs('curl', 'requests', 'httpx');
const patience = 120_000;

function rowOf(params: string): Row {
  const found = rows.find((each) => each.fault === 'tls-certificate' && each.params === params);
  if (found === undefined) throw new Error(`no row for ${params}`);
  return found;
}

const corporate = rowOf('corporate-proxy');
/** Our own certificate is in order; who does not know the root misses it above the intermediate. */
const ours = row('', '', rowOf('untrusted-root').seen);

const here = (some: readonly Client[]) => some.filter((client) => clientsHere.includes(client));
const on = (setting: Pick<Setting, 'env' | 'flags' | 'lateEnv'>): Setting => ({
  ...setting,
  verify: 'on',
  version: 'any',
});

async function outcomesOf(
  started: StartedGateway,
  met: Row,
  asked: readonly Client[],
  setting: Setting,
): Promise<ReadonlyMap<Client, string>> {
  const cases = here(asked).map((client) => caseOf(started, client, met));
  const { outcomes } = await ask(cases, setting);
  return new Map(cases.map(({ client, name }) => [client, outcomes[name] ?? 'was not asked']));
}

const published = new Map<Fix, ReadonlyMap<Client, string>>();

withClients.each(fixes.map((fix) => [fix.says.replaceAll('`', ''), fix] as const))(
  "%s, with the corporate proxy's root: whom it helps, and whom it does not",
  async (_, fix) => {
    const { ca } = workshop.corporate;
    const started = await workshop.open(corporate);
    const seen = await outcomesOf(started, corporate, fix.tried, on(fix.setting(ca)));
    for (const [client, outcome] of seen)
      expect([client, outcome]).toEqual([
        client,
        fix.passes.includes(client) ? 'ok' : corporate.seen[client].split(' | ')[0],
      ]);
    expect(seen.size).toBeGreaterThan(0);
    published.set(fix, seen);
  },
  patience,
);

const right = fixes.filter(({ passes }) => passes.length > 0);
/** Two at once do no more than each alone. */
const single = right.filter(({ says }) => !says.includes(' and `REQUESTS'));

withClients.each(single.map((fix) => [fix.says.replaceAll('`', ''), fix] as const))(
  '%s: ca.pem and bundle.pem do alike, for our root and for the corporate one',
  async (_, fix) => {
    const files = [
      [ours, workshop.ca],
      [ours, workshop.bundle],
      [corporate, workshop.corporate.bundle],
    ] as const;
    for (const [met, file] of files) {
      const started = await workshop.open(met);
      const seen = await outcomesOf(started, met, fix.passes, on(fix.setting(file)));
      expect([file, ...seen.values()]).toEqual([file, ...here(fix.passes).map(() => 'ok')]);
    }
  },
  patience,
);

withClients(
  'the wrong root helps nobody',
  async () => {
    const started = await workshop.open(corporate);
    const seen = await outcomesOf(started, corporate, clients, on({ env: trusting(workshop.ca) }));
    for (const [client, outcome] of seen) expect(corporate.seen[client].split(' | ')).toContain(outcome);
  },
  patience,
);

withClients(
  'verification switched off gets through the corporate proxy, and through a stranger, where it is caught',
  async () => {
    const stranger = rowOf('untrusted-root');
    const off: Setting = { verify: 'off', version: 'any', env: {} };
    const [proxied, fooled] = [await workshop.open(corporate), await workshop.open(stranger)];
    const expected = new Map(clientsHere.map((client) => [client, 'ok']));
    expect(await outcomesOf(proxied, corporate, clients, off)).toEqual(expected);
    expect(await outcomesOf(fooled, stranger, clients, off)).toEqual(expected);
    const findings = await vi.waitFor(() => {
      const found = journalOf(fooled).filter(({ kind }) => kind === 'finding');
      expect(found).toHaveLength(clientsHere.length);
      return found;
    });
    for (const finding of findings)
      expect(finding).toMatchObject({ expectation: 'verifies-tls', shows: 'verification-off' });
    publish(
      'wrong',
      table(
        ['client', 'switched off by', 'corporate proxy', 'a stranger', 'journal'],
        clientsHere.map((client) => [client, switchedOff[client], 'ok', 'ok', 'finding `verification-off`']),
      ),
    );
  },
  patience,
);

/** Those that read `HTTPS_PROXY`, and Node's fetch with an agent for it. */
const proxied = clients.filter((client) => client in outsideNames);

async function throughTunnel(
  started: StartedGateway,
  host: string,
  setting: Setting,
): Promise<ReadonlyMap<Client, string>> {
  const through = { tlsUrl: `https://${host}` };
  const cases = here(proxied).map((client) => ({
    ...caseOf(through, client, corporate),
    ...(client === 'fetch' ? { proxy: started.url } : {}),
  }));
  const env = { ...setting.env, HTTPS_PROXY: started.url };
  const { outcomes } = await ask(cases, { ...setting, env });
  return new Map(cases.map(({ client, name }) => [client, outcomes[name] ?? 'was not asked']));
}

withClients(
  'through HTTPS_PROXY a client meets the chain of the corporate proxy, and passes once it knows the root',
  async () => {
    const started = await workshop.open(corporate);
    const strange = await throughTunnel(started, 'api.example', on({ env: {} }));
    for (const [client, outcome] of strange)
      expect([client, outcome]).toEqual([client, corporate.seen[client]]);
    const known = await throughTunnel(started, 'api.example', on({ env: trusting(workshop.corporate.ca) }));
    expect([...known]).toEqual(here(proxied).map((client) => [client, 'ok']));
    const off = await throughTunnel(started, 'api.example', { verify: 'off', version: 'any', env: {} });
    expect([...off]).toEqual(here(proxied).map((client) => [client, 'ok']));
    const tunnels = journalOf(started).filter(
      (entry) => entry.kind === 'opening' && entry.tunnel === 'api.example:443' && entry.tls,
    );
    expect(tunnels).toHaveLength(3 * here(proxied).length);
    publish(
      'tunnel',
      table(
        ['through `HTTPS_PROXY`', ...here(proxied)],
        [
          ['root not known', ...strange.values()],
          ['root known', ...known.values()],
          ['verification off', ...off.values()],
        ],
      ),
    );
  },
  patience,
);

withClients(
  'a tunnel to a host outside the names is refused',
  async () => {
    const started = await workshop.open(corporate);
    const seen = await throughTunnel(
      started,
      'elsewhere.example',
      on({ env: trusting(workshop.corporate.ca) }),
    );
    expect([...seen]).toEqual(here(proxied).map((client) => [client, outsideNames[client]]));
    const refused = journalOf(started).filter(
      (entry) => entry.kind === 'notice' && entry.notice === 'tunnel-refused',
    );
    expect(refused).toHaveLength(here(proxied).length);
  },
  patience,
);

test('the fixes are there for the page', () => {
  const cell = (fix: Fix, client: Client) => published.get(fix)?.get(client) ?? '';
  publish(
    'fixes',
    table(
      ['set', ...clientsHere],
      fixes.map((fix) => [fix.says, ...clientsHere.map((client) => cell(fix, client))]),
    ),
  );
  for (const client of clients) expect(right.some(({ passes }) => passes.includes(client))).toBe(true);
});
