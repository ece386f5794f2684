import { expect, onTestFinished, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { validKey } from '../helpers/facts.ts';
import { requestsOf, startGateway } from '../helpers/gateway.ts';

/** Each is rounded to the one that ends with 2. */
const [mine, other] = ['9007199254740993', '9007199254740992'];

const said = (id: string) =>
  `{"model":"Omniva/Kimi-K2.6","messages":[{"role":"user","content":"hi"}],"metadata":{"id":${id}}}`;

async function ask(url: string, body: string): Promise<{ status: number; text: string }> {
  const request = rawRequest('/v1/chat/completions', body, { Authorization: `Bearer ${validKey}` });
  const { head, body: bytes } = splitHead((await speak(url, request).over).bytes);
  return { status: Number(head.split(' ')[1]), text: bytes.toString() };
}

/** Written as YAML: JSON.stringify would round what is tested. */
async function gatewayPlaying(scenario: string) {
  const started = await startGateway({ scenario });
  onTestFinished(() => started.close());
  return started;
}

test('an answer has the integer as it is written', async () => {
  const { url } = await gatewayPlaying(`rules:
  - faults: { respond: { status: 200, body: { id: ${mine}, ids: [-${mine}], n: 1 } } }`);
  expect((await ask(url, said('1'))).text).toBe(`{"id":${mine},"ids":[-${mine}],"n":1}`);
});

test('so have the events of a written stream', async () => {
  const { url } = await gatewayPlaying(`rules:
  - faults: { respond: { status: 200, events: [{ n: ${mine} }, { event: a, data: { n: ${mine} } }] } }`);
  const { text } = await ask(url, said('1'));
  expect(text).toContain(`data: {"n":${mine}}\n\n`);
  expect(text).toContain(`event: a\ndata: {"n":${mine}}\n\n`);
});

test('a condition on the body compares every digit', async () => {
  const { url } = await gatewayPlaying(`rules:
  - { when: { body: { /metadata/id: ${mine} } }, faults: [503] }`);
  expect((await ask(url, said(mine))).status).toBe(503);
  expect((await ask(url, said(other))).status).toBe(200);
});

test('a condition on a header or the query has every digit', async () => {
  const { gateway } = await gatewayPlaying(`rules:
  - { id: a, when: { header: { x-id: ${mine} }, query: { id: ${mine} } }, faults: [503] }`);
  const [rule] = await gateway.steering.rules({ scenario: null, label: null });
  expect(rule?.when).toContain(`x-id is ${mine} and query id is ${mine}`);
});

test('a rule that is added as JSON while the gateway runs keeps its digits', async () => {
  const { url, gateway } = await gatewayPlaying('rules: []');
  const faults = `{"respond":{"status":200,"body":{"id":${mine}}}}`;
  await gateway.steering.addRule({ scenario: null, label: null }, `{"id":"a","faults":[${faults}]}`);
  expect((await ask(url, said('1'))).text).toBe(`{"id":${mine}}`);
});

test('requests that differ in the last digit are two calls, and their draws are their own', async () => {
  const started = await gatewayOf({ rules: [{ per: 'call', sequence: [429, 'ok'] }] });
  const statuses = [];
  for (const id of [mine, other, mine, other]) statuses.push((await ask(started.url, said(id))).status);
  expect(statuses).toEqual([429, 429, 200, 200]);
  const requests = await requestsOf(started, 4);
  expect(requests.map(({ call, attempt }) => `${call}.${attempt}`)).toEqual(['1.1', '2.1', '1.2', '2.2']);
});

test('what the scenario ignores is of no account to `per: call`', async () => {
  const calls = { ignore: ['/metadata/id'] };
  const started = await gatewayOf({ calls, rules: [{ per: 'call', sequence: [429, 'ok'] }] });
  const statuses = [];
  for (const id of [mine, other]) statuses.push((await ask(started.url, said(id))).status);
  expect(statuses).toEqual([429, 200]);
});
