import { afterAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Fault, Layer } from '../../src/faults/fault.ts';
import { faults } from '../../src/faults/index.ts';
import { journalOf, type StartedGateway } from '../../test/helpers/gateway.ts';
import { needs } from '../../test/helpers/system.ts';
import { publish, table } from '../lib/published.ts';
import { rows } from './expected.ts';
import { forEver, isDangerous, noticeOf, outcomeOf, wholly } from './outcome.ts';
import { isQuiet, parts } from './published.ts';
import {
  askersOf,
  caseOf,
  faultName,
  limits,
  noticesExpected,
  open,
  paramsOf,
  type Row,
  rowName,
} from './row.ts';
import { type Asks, ask, type Client, clients, type Manner, type Told } from './run.ts';

const withClients = needs('curl', 'requests', 'httpx');

interface Matrix extends Told {
  readonly gateways: ReadonlyMap<Row, StartedGateway>;
}

const gateways = new Map<Row, StartedGateway>();
afterAll(() => Promise.all([...gateways.values()].map((started) => started.close())));

/** Those that take a signal as well as a limit. */
const signalled: readonly Client[] = ['openai', 'openai helper', 'LangChain'];

function* asksOf(row: Row): Generator<readonly [Client, Manner]> {
  for (const client of askersOf(row)) {
    yield [client, 'plain'];
    yield [client, 'careful'];
    if (row.patience === 'brief' && signalled.includes(client)) yield [client, 'signal alone'];
  }
}

async function run(): Promise<Matrix> {
  for (const row of rows) gateways.set(row, await open(row));
  const casesOf = (holds: (row: Row) => boolean) =>
    [...gateways]
      .filter(([row]) => holds(row))
      .flatMap(([row, { url }]) =>
        [...asksOf(row)].map(([client, manner]) => caseOf(url, row, client, manner)),
      );
  // Those that are in a hurry meet a gateway that has nothing else to do.
  const hurried = await ask(casesOf(({ patience }) => patience !== 'long'));
  const others = await ask(casesOf(({ patience }) => patience === 'long'));
  return { ...others, endings: { ...others.endings, ...hurried.endings }, gateways };
}

let running: Promise<Matrix> | undefined;

/** All clients meet all faults, once. */
function matrix(): Promise<Matrix> {
  running ??= run();
  return running;
}

function outcomeIn({ endings }: Told, row: Row, client: Client, manner: Manner): string {
  const ending = endings[caseOf('', row, client, manner).name];
  return ending === undefined ? '–' : outcomeOf(ending, limits[row.patience]);
}

/** How often the fault was injected. */
function fired(started: StartedGateway): number {
  return journalOf(started).filter(
    (entry) => entry.kind === 'request' && entry.rules.some(({ outcome }) => outcome === 'fired'),
  ).length;
}

/** A fault of these, or one that makes an answer late in its middle. */
const layers: readonly Layer[] = ['body', 'stream', 'transport'];
const alsoInScope = ['drip', 'hang'];
const inScope = faults.filter(({ name, layer }) => layers.includes(layer) || alsoInScope.includes(name));

test('every fault of a stream, of a body or of the transport has a row', () => {
  expect(inScope.length).toBeGreaterThan(20);
  expect(new Set(rows.map(({ fault }) => fault))).toEqual(new Set(['', ...inScope.map(({ name }) => name)]));
  expect(new Set(rows.map(rowName)).size).toBe(rows.length);
});

/** Parameters that take one of a few words. `at` is a place, of which there are as many as bytes. */
function choicesOf({ params }: Fault): (readonly [name: string, words: readonly unknown[]])[] {
  const { properties = {} } = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).flatMap(([name, property]) =>
    name !== 'at' && typeof property === 'object' && property.enum !== undefined
      ? [[name, property.enum] as const]
      : [],
  );
}

test('every word that one of their parameters takes has a row', () => {
  for (const fault of inScope) {
    const given = rows
      .filter((row) => row.fault === fault.name)
      .map((row) => fault.params.parse(paramsOf(row)));
    for (const [name, words] of choicesOf(fault))
      for (const word of words)
        expect(
          given.map((params) => params[name]),
          `${fault.name}: { ${name}: ${word} }`,
        ).toContain(word);
  }
});

const byName = rows.map((row) => [rowName(row), row] as const);

withClients.each(byName)(
  '%s: every client comes away with what the table says, and careful ones with what helps them',
  async (_, row) => {
    const told = await matrix();
    const seen = askersOf(row).map((client) => [client, outcomeIn(told, row, client, 'plain')] as const);
    const expected = seen.map(([client, outcome]) => {
      const allowed = row.seen[client].split(' | ');
      return [client, allowed.includes(outcome) ? outcome : row.seen[client]];
    });
    expect(seen).toEqual(expected);
    const careful = askersOf(row).map((client) => [client, outcomeIn(told, row, client, 'careful')] as const);
    for (const [client, outcome] of careful)
      expect(noticesExpected(row, client), `${client}, careful: ${outcome}`).toContain(noticeOf(outcome));
    const started = told.gateways.get(row);
    if (row.fault !== '' && started !== undefined)
      await vi.waitFor(() => expect(fired(started)).toBe([...asksOf(row)].length));
  },
  120_000,
);

const bold = (outcome: string) => (isDangerous(outcome) ? `**${outcome}**` : outcome);

function lineOf(told: Told, row: Row): string[] {
  const cells = clients.map((client) => bold(outcomeIn(told, row, client, 'plain')));
  return [`\`${faultName(row)}\``, ...cells, row.note];
}

withClients('what was seen is there for the page', async () => {
  const told = await matrix();
  for (const [part, holds] of Object.entries(parts)) {
    const lines = rows.filter(holds).map((row) => lineOf(told, row));
    publish(part, table(['fault', ...clients, 'note'], lines));
  }
  publish('versions', `Seen on <day> with ${Object.values(told.versions).join(', ')}.`);
});

/** How often each client came away with what, of the streams and of the bodies that have a fault. */
function summaryOf(told: Told, asks: Asks): string[][] {
  const broken = rows.filter((row) => row.fault !== '' && row.asks === asks);
  return clients
    .filter((client) => broken.some((row) => askersOf(row).includes(client)))
    .map((client) => {
      const outcomes = broken.map((row) => outcomeIn(told, row, client, 'plain'));
      const count = (holds: (outcome: string) => boolean) => String(outcomes.filter(holds).length);
      return [
        client,
        count((outcome) => outcome.startsWith('raises')),
        count((outcome) => outcome.startsWith('hangs until')),
        count((outcome) => outcome.startsWith(wholly)),
        count((outcome) => outcome.startsWith('ends quietly') && isDangerous(outcome)),
        count((outcome) => outcome === forEver),
      ];
    });
}

const summaryTitles = ['client', 'raises', 'own limit', 'whole text', '**taken for whole**', '**no end**'];

withClients('how often is there for the page', async () => {
  const told = await matrix();
  for (const asks of ['stream', 'whole'] as const)
    publish(`summary_${asks}`, table(summaryTitles, summaryOf(told, asks)));
  expect(summaryOf(told, 'stream').length).toBe(clients.length);
});

const isSilent = ({ patience, asks }: Row) => patience === 'brief' && asks === 'stream';

withClients('what helps is there for the page', async () => {
  const told = await matrix();
  const quiet = rows.filter((row) => isQuiet(row));
  const lines = quiet.map((row) => {
    const notices = clients.map((client) => {
      if (!askersOf(row).includes(client)) return '–';
      const notice = noticeOf(outcomeIn(told, row, client, 'careful'));
      return notice === 'not noticed' ? `**${notice}**` : notice;
    });
    return [`\`${faultName(row)}\``, row.asks, ...notices];
  });
  publish('careful', table(['fault', 'asked for', ...clients], lines));
  const silent = rows.filter(isSilent).map((row) => {
    const cells = signalled.map((client) => bold(outcomeIn(told, row, client, 'signal alone')));
    return [`\`${faultName(row)}\``, ...cells];
  });
  expect(silent.length).toBeGreaterThan(0);
  publish('signal', table(['fault', ...signalled], silent));
});
