import { afterAll, expect, test, vi } from 'vitest';
import type { Layer } from '../../src/faults/fault.ts';
import { faults } from '../../src/faults/index.ts';
import { alerts } from '../../src/tls/alerts.ts';
import { profiles } from '../../src/tls/profiles.ts';
import { journalOf, type StartedGateway } from '../../test/helpers/gateway.ts';
import { needs } from '../../test/helpers/system.ts';
import { publish, table } from '../lib/published.ts';
import type { Row } from './expected.ts';
import { rows } from './expected-breaks.ts';
import { ask, type Client, clientsHere, type Told, trusting } from './run.ts';
import { caseOf, faultName, openWorkshop } from './workshop.ts';

const withClients = needs('curl', 'requests', 'httpx');
const workshop = openWorkshop();
afterAll(() => workshop.close());

type Gateways = ReadonlyMap<Client, StartedGateway>;

/** One gateway for all clients; where a request changes what the next one meets, one for each. */
async function gatewaysOf(row: Row): Promise<Gateways> {
  const shared = row.tries === 1 ? await workshop.open(row) : null;
  const opened = clientsHere.map(async (client) => [client, shared ?? (await workshop.open(row))] as const);
  return new Map(await Promise.all(opened));
}

interface Matrix extends Told {
  readonly gateways: ReadonlyMap<Row, Gateways>;
}

async function run(): Promise<Matrix> {
  const gateways = new Map<Row, Gateways>();
  for (const row of rows) gateways.set(row, await gatewaysOf(row));
  const cases = [...gateways].flatMap(([row, opened]) =>
    [...opened].map(([client, started]) => caseOf(started, client, row)),
  );
  return { ...(await ask(cases, { verify: 'on', version: 'any', env: trusting(workshop.ca) })), gateways };
}

let running: Promise<Matrix> | undefined;

/** All clients meet all faults, once. */
function matrix(): Promise<Matrix> {
  running ??= run();
  return running;
}

const outcomeOf = ({ outcomes }: Told, row: Row, client: Client) =>
  outcomes[caseOf({ tlsUrl: '' }, client, row).name] ?? 'was not asked';

/** How often a rule fired, on accept, at the ClientHello or on a request. */
function fired(started: StartedGateway): number {
  return journalOf(started).filter(
    (entry) => 'rules' in entry && entry.rules.some(({ outcome }) => outcome === 'fired'),
  ).length;
}

const layers: readonly Layer[] = ['connection', 'tls', 'tls-record'];

test('every fault of a connection or of TLS, every certificate and every alert has a row', () => {
  const inScope = faults.filter(({ layer }) => layers.includes(layer)).map(({ name }) => name);
  expect(inScope.length).toBeGreaterThan(15);
  expect(new Set(rows.map(({ fault }) => fault))).toEqual(new Set(['', ...inScope]));
  const paramsOf = (name: string) => rows.filter(({ fault }) => fault === name).map(({ params }) => params);
  expect(['valid', ...paramsOf('tls-certificate')].sort()).toEqual(Object.keys(profiles).sort());
  expect(paramsOf('tls-alert').sort()).toEqual(alerts.map(({ name }) => name).sort());
  expect(new Set(rows.map(faultName)).size).toBe(rows.length);
});

const byName = rows.map((row) => [faultName(row), row] as const);

withClients.each(byName)(
  '%s: every client reports what the table says',
  async (_, row) => {
    const told = await matrix();
    const seen = clientsHere.map((client) => [client, outcomeOf(told, row, client)] as const);
    const expected = seen.map(([client, outcome]) => {
      const allowed = row.seen[client].split(' | ');
      return [client, allowed.includes(outcome) ? outcome : row.seen[client]];
    });
    expect(seen).toEqual(expected);
    const gateways = new Set(told.gateways.get(row)?.values());
    const least = row.tries === 1 ? clientsHere.length : 1;
    if (row.fault !== '')
      for (const started of gateways)
        await vi.waitFor(() => expect(fired(started)).toBeGreaterThanOrEqual(least));
  },
  120_000,
);

/** The tables of the page, and what is in each of them. */
const parts: Readonly<Record<string, (row: Row) => boolean>> = {
  connections: ({ fault }) => fault.startsWith('connection-'),
  certificates: ({ fault }) => fault === '' || fault === 'tls-certificate',
  alerts: ({ fault }) => fault === 'tls-alert',
  records: ({ fault }) => faults.some(({ name, layer }) => name === fault && layer === 'tls-record'),
};
const isElsewhere = (row: Row) => !Object.values(parts).some((holds) => holds(row));

withClients('what was seen is there for the page', async () => {
  const told = await matrix();
  let count = 0;
  for (const [part, holds] of Object.entries({ ...parts, handshakes: isElsewhere })) {
    const own = rows.filter(holds);
    const lines = own.map((row) => [
      `\`${faultName(row)}\``,
      ...clientsHere.map((client) => outcomeOf(told, row, client)),
      row.note,
    ]);
    publish(part, table(['fault', ...clientsHere, 'note'], lines));
    count += own.length;
  }
  expect(count).toBe(rows.length);
  publish('versions', `Seen on <day> with ${Object.values(told.versions).join(', ')}.`);
});
