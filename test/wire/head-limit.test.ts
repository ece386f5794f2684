import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawRequest, speak } from '../helpers/clients/raw.ts';
import { journalOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { type Listening, listening } from '../helpers/upstreams.ts';

let upstream: Listening;
let gateways: Readonly<Record<'usual' | 'raised' | 'lowered', StartedGateway>>;

const kib = (count: number) => 'a'.repeat(count * 1_024);

beforeAll(async () => {
  const server = http.createServer({ maxHeaderSize: 65_536 }, (req, res) => {
    const size = Number(req.headers['x-answer-kib'] ?? 0);
    if (size > 0) res.setHeader('X-Large', kib(size));
    res.end(`${req.rawHeaders.filter((name) => name.startsWith('X-Field-')).length} fields`);
  });
  server.maxHeadersCount = 0;
  upstream = await listening(server);
  const scenario = `platform: openai\nupstream: ${upstream.url}\n`;
  gateways = {
    usual: await startGateway({ scenario }),
    raised: await startGateway({ scenario: `${scenario}limits: { head: 32KiB }` }),
    lowered: await startGateway({ scenario: `${scenario}limits: { head: 1KiB }` }),
  };
});

afterAll(async () => {
  await Promise.all(Object.values(gateways).map((each) => each.close()));
  await upstream.close();
});

const request = (headers: Readonly<Record<string, string>>) => rawRequest('/v1/models', '', headers);

const answerTo = async (gateway: StartedGateway, text: string) =>
  (await speak(gateway.url, text).over).bytes.toString('latin1');

const statuses = (answer: string) => answer.match(/HTTP\/1\.1 \d+/g)?.map((line) => line.slice(9)) ?? [];

test.each<[keyof typeof gateways, number, string]>([
  ['usual', 15, '200'],
  ['usual', 17, '431'],
  ['raised', 31, '200'],
  ['raised', 33, '431'],
  ['lowered', 0, '200'],
  ['lowered', 2, '431'],
])('%s: a field of %i KiB gets %s', async (name, size, status) => {
  expect(statuses(await answerTo(gateways[name], request({ 'X-Large': kib(size) })))).toEqual([status]);
});

test('the refusal is in the form of the platform and says the bound; the journal has it', async () => {
  const answer = await answerTo(gateways.raised, request({ 'X-Large': kib(40) }));
  const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
  expect(body.error.message).toContain('larger than 32 KiB; send fewer or shorter ones');
  expect(body.error.message).toContain('limits: { head }');
  const last = journalOf(gateways.raised).findLast(({ kind }) => kind === 'notice');
  expect(last).toMatchObject({ notice: 'bad-request', says: expect.stringContaining('HPE_HEADER_OVERFLOW') });
});

test('a target counts as the fields do', async () => {
  const text = rawRequest(`/v1/models?a=${kib(17)}`);
  expect(statuses(await answerTo(gateways.usual, text))).toEqual(['431']);
});

test('behind an answer on the same connection it is refused as well', async () => {
  const first = request({ Connection: 'keep-alive' });
  expect(statuses(await answerTo(gateways.usual, first + request({ 'X-Large': kib(20) })))).toEqual([
    '200',
    '431',
  ]);
});

test('an upstream may answer with as much', async () => {
  const large = request({ 'X-Answer-Kib': '20' });
  expect(statuses(await answerTo(gateways.usual, large))).toEqual(['502']);
  expect(await answerTo(gateways.raised, large)).toContain(`X-Large: ${kib(20)}\r\n`);
});

test('none of 1,500 fields is left out', async () => {
  const fields = Object.fromEntries(Array.from({ length: 1_500 }, (_, at) => [`X-Field-${at}`, '']));
  expect(await answerTo(gateways.raised, request(fields))).toContain('1500 fields');
});
