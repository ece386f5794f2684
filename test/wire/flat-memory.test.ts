import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Serving, serving } from '../helpers/command.ts';
import { lateCases } from '../helpers/fault-cases.ts';
import { eventually, type UpstreamProcess, upstreamProcess } from '../helpers/upstreams.ts';

const mib = 1_048_576;
const total = 256 * mib;
/** Of each event that the upstream sends; it sends as many as there is room for in `n`, and `[DONE]`. */
const eventBytes = 4_096;
const doneBytes = 'data: [DONE]\n\n'.length;

/** What a stream may hold beyond what was held before; whoever buffers one holds 256 MiB. */
const allowed = 80 * mib;

interface Row {
  readonly name: string;
  /** `null`: none, so that the body is piped. */
  readonly item: unknown;
  /** Bytes of the body that arrive. */
  readonly length: number;
  /** How the client sees it end. */
  readonly ends: 'end' | 'ECONNRESET';
}

const late = total - 1_000;
const lateFrames = total / eventBytes - 1;
const rows: readonly Row[] = [
  { name: 'no fault', item: null, length: total + doneBytes, ends: 'end' },
  {
    name: 'stream-cut',
    item: { 'stream-cut': { frames: lateFrames, how: 'rst' } },
    length: lateFrames * eventBytes,
    ends: 'ECONNRESET',
  },
  { name: 'body-truncate', item: { 'body-truncate': { bytes: `${late}B` } }, length: late, ends: 'end' },
  { name: 'stream-no-done', item: 'stream-no-done', length: total, ends: 'end' },
];

/** Gzipped, the whole of it would fit into the buffers of a few sockets. */
const plainly = { 'body-bad-gzip': { kind: 'not-gzip' } };
const slowCases = lateCases(late).map(({ fault, item }) => ({
  name: `slow ${fault}`,
  item: fault in plainly ? plainly : item,
}));
const folder = mkdtempSync(join(tmpdir(), 'flat-memory-'));
const watch = new URL('../helpers/memory-watch.mjs', import.meta.url);
let upstream: UpstreamProcess;
let gateway: Serving;

beforeAll(async () => {
  upstream = await upstreamProcess();
  const rules = [...rows, ...slowCases].flatMap(({ name, item }, index) =>
    item === null ? [] : [{ id: `rule-${index}`, when: { header: { 'x-case': name } }, faults: [item] }],
  );
  const file = join(folder, 'scenario.yaml');
  writeFileSync(file, JSON.stringify({ scenario: 'long-streams', upstream: upstream.url, rules }));
  gateway = await serving([file, '--log-level', 'error'], { env: { NODE_OPTIONS: `--import ${watch}` } });
  // First of all code is compiled and the heap finds its size.
  for (const { name } of rows) await download(name, 16 * mib);
});

afterAll(async () => {
  await gateway.stop('SIGKILL');
  upstream.process.kill();
  rmSync(folder, { recursive: true });
});

type Memory = Record<'rss' | 'heapUsed' | 'arrayBuffers', number>;

/** The most that the gateway held since it was asked before. */
async function mostHeld(): Promise<Memory> {
  const told = () => gateway.err().split('\n').slice(0, -1);
  const before = told().length;
  gateway.child.kill('SIGUSR2');
  await eventually(() => told().length > before);
  return JSON.parse(told().at(-1) ?? '').memory;
}

async function download(name: string, bytes: number): Promise<Pick<Row, 'length' | 'ends'>> {
  const path = `/v1/long?n=${bytes}&name=download`;
  const request = http.get(gateway.url + path, { headers: { 'x-case': name }, agent: false });
  // Told again by the response.
  request.on('error', () => {});
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
  });
  return new Promise((resolve) => {
    response.once('end', () => resolve({ length, ends: 'end' }));
    response.once('error', () => resolve({ length, ends: 'ECONNRESET' }));
  });
}

test.each(rows)('a stream of 256 MiB runs in flat memory: $name', async ({ name, length, ends }) => {
  await mostHeld();
  const before = await mostHeld();
  expect(await download(name, total)).toEqual({ length, ends });
  const most = await mostHeld();
  for (const what of ['rss', 'heapUsed', 'arrayBuffers'] as const)
    expect(most[what] - before[what], what).toBeLessThan(allowed);
});

/** Bytes that the upstream has written, for each stream by its name. */
async function writtenByName(): Promise<Record<string, number>> {
  return JSON.parse(await upstream.ask('/v1/written'));
}

/** The head of the answer, behind interim ones. */
async function headOf(client: net.Socket): Promise<string> {
  let text = '';
  while (!text.replace(/^HTTP\/1\.1 100 .*\r\n\r\n/, '').includes('\r\n')) {
    if (client.readableLength === 0) await once(client, 'readable');
    text += String(client.read() ?? '');
  }
  return text;
}

test('a client that does not read holds the upstream back, whatever the fault', async () => {
  const clients = slowCases.map(({ name }) => {
    const target = `/v1/long?n=${total}&name=${encodeURIComponent(name)}`;
    const client = net.connect(Number(new URL(gateway.url).port), '127.0.0.1');
    client.on('error', () => {});
    client.write(`GET ${target} HTTP/1.1\r\nHost: gateway\r\nX-Case: ${name}\r\n\r\n`);
    return client;
  });
  for (const client of clients) expect(await headOf(client)).toContain('\r\nx-badgateway-fault: rule-');
  // They stand still when a moment moved nothing; unbounded they never would, before all is written.
  let before = '';
  await eventually(async () => {
    const still = before;
    await new Promise((resolve) => setTimeout(resolve, 200));
    before = JSON.stringify(await writtenByName());
    return still === before;
  });
  const { download: _, ...slow } = await writtenByName();
  for (const [name, bytes] of Object.entries(slow)) expect(bytes, name).toBeLessThan(total / 4);
  expect(Object.keys(slow).length).toBeGreaterThan(20);
  for (const client of clients) client.destroy();
});
