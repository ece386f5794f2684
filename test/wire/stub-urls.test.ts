import { describe, expect, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { rawRequest, speak } from '../helpers/clients/raw.ts';
import { failureOf, sdk } from '../helpers/clients/sdk.ts';
import { chat, requestsOf } from '../helpers/gateway.ts';

/** The scenario of a text is called `inline`. */
const once = { rules: [{ id: 'once', times: 1, faults: [503] }] };

async function statuses(url: string, count: number): Promise<number[]> {
  const met: number[] = [];
  while (met.length < count) met.push((await chat(url)).status);
  return met;
}

test('a label counts for itself, and the default for itself', async () => {
  const started = await gatewayOf(once);
  const { url } = started;
  expect(await statuses(`${url}/@inline.one`, 2)).toEqual([503, 200]);
  expect(await statuses(`${url}/@inline.two`, 2)).toEqual([503, 200]);
  expect(await statuses(url, 2)).toEqual([503, 200]);
  // The name without a label is the default itself.
  expect(await statuses(`${url}/@inline`, 1)).toEqual([200]);
  expect(await statuses(`${url}/@inline.one`, 1)).toEqual([200]);
  const entries = await requestsOf(started, 8);
  expect(new Set(entries.map(({ scenario, label }) => `${scenario}.${label}`))).toEqual(
    new Set(['inline.one', 'inline.two', 'inline.']),
  );
  expect(entries.filter(({ label }) => label === 'two').map(({ call, attempt }) => [call, attempt])).toEqual([
    [1, 1],
    [1, 2],
  ]);
});

test('32 labels at once: each meets its own failure', async () => {
  const { url } = await gatewayOf(once);
  const labels = Array.from({ length: 32 }, (_, index) => `worker-${index}`);
  const met = await Promise.all(labels.map((label) => statuses(`${url}/@inline.${label}`, 3)));
  expect(met).toEqual(labels.map(() => [503, 200, 200]));
});

test('a shipped scenario plays at its URL beside the default one', async () => {
  const { url } = await gatewayOf({});
  expect(await statuses(url, 1)).toEqual([200]);
  expect(await statuses(`${url}/@no-healthy-upstream`, 2)).toEqual([503, 503]);
  expect(await statuses(`${url}/@healthy.label`, 1)).toEqual([200]);
});

test('the SDK takes such a URL for any other', async () => {
  const { url } = await gatewayOf(once);
  const openai = sdk(`${url}/@inline.sdk`);
  expect(await failureOf(openai.models.list())).toMatchObject({ status: 503 });
  expect((await openai.models.list()).data.length).toBeGreaterThan(0);
});

test('what the stub remembers belongs to a label', async () => {
  const { url } = await gatewayOf({});
  const headers = { authorization: 'Bearer sk-test-0123456789abcdef' };
  const created = await fetch(`${url}/@inline.one/api/keys`, { method: 'POST', headers });
  const { id } = (await created.json()) as { id: string };
  const rotate = async (label: string) =>
    (await fetch(`${url}/@inline.${label}/api/keys/${id}/rotate`, { method: 'POST', headers })).status;
  expect(await rotate('two')).toBe(404);
  expect(await rotate('one')).toBe(200);
  expect(await rotate('one')).toBe(409);
});

test('a name that nobody knows is a 404 of ours that lists those known', async () => {
  const { url } = await gatewayOf({});
  for (const path of ['/@helthy/v1', '/@helthy.label/v1', '/@helthy']) {
    const response = await fetch(`${url}${path}/models`);
    expect(response.status).toBe(404);
    expect(response.headers.get('x-badgateway-error')).toBe('404');
    const { badgateway } = (await response.json()) as { badgateway: { message: string; known: string[] } };
    expect(badgateway.message).toContain('"helthy"');
    expect(badgateway.known).toEqual(
      expect.arrayContaining(['healthy', 'inline', 'rate-limited-then-recovers']),
    );
  }
});

test('a scenario with rules for connections is a 421 at a URL that says how to play it', async () => {
  const started = await gatewayOf({});
  const response = await chat(`${started.url}/@drops-connections`);
  expect(response.status).toBe(421);
  const { badgateway } = (await response.json()) as { badgateway: { message: string } };
  expect(badgateway.message).toContain('drops-connections');
  expect(badgateway.message).toContain('badgateway serve drops-connections');
});

test('as the default it may be named in the URL, too', async () => {
  const { url } = await gatewayOf({
    rules: [{ id: 'late', when: { connection: '1000..' }, faults: ['connection-reset'] }],
  });
  expect(await statuses(`${url}/@inline`, 1)).toEqual([200]);
});

describe('the label header', () => {
  const name = 'x-badgateway-fault';
  const rules = [
    { id: 'slow', faults: [{ latency: '1ms' }] },
    { id: 'passes', sequence: ['ok', 500] },
    { id: 'later', skip: 5, faults: [500] },
    { id: 'elsewhere', when: { route: 'embeddings' }, faults: [500] },
    { id: 'refuses', times: 9, faults: [429] },
    { id: 'loses', faults: [503] },
    { id: 'first-byte', faults: [{ 'slow-first-byte': '1ms' }] },
  ];

  test('names the rules that injected something, in the order of the file', async () => {
    const { url } = await gatewayOf({ rules });
    const response = await chat(url);
    expect(response.status).toBe(429);
    expect(response.headers.get(name)).toBe('slow,refuses,first-byte');
  });

  test('is on a success that was merely delayed, and on no other', async () => {
    const { url } = await gatewayOf({ rules: [{ id: 'slow', times: 1, faults: [{ latency: '1ms' }] }] });
    const [late, prompt] = [await chat(url), await chat(url)];
    expect([late.status, late.headers.get(name)]).toEqual([200, 'slow']);
    expect([prompt.status, prompt.headers.get(name)]).toEqual([200, null]);
  });

  test('can be hidden, and then an injected answer is the platform’s to the byte', async () => {
    const bytes = async (labels: 'shown' | 'hidden') => {
      const { url } = await gatewayOf({ rules }, { labels });
      return (await speak(url, rawRequest('/v1/models')).over).bytes.toString().replace(/Date: .*\r\n/, '');
    };
    const [shown, hidden] = [await bytes('shown'), await bytes('hidden')];
    expect(hidden).not.toContain('badgateway');
    expect(shown.replace('x-badgateway-fault: slow,refuses,first-byte\r\n', '')).toBe(hidden);
  });
});
