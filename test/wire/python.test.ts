import { expect } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { python } from '../helpers/clients/python.ts';
import { requestsOf } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';

const withPython = needs('requests', 'httpx');

/**
 * Asks by the three clients in turn. What each saw: status, Retry-After and body, or the names of its
 * exception and of what that is a kind of. The time-out is the client's own.
 */
const script = `
import json, sys, urllib.error, urllib.request
import httpx, requests

cases, timeout = json.loads(sys.argv[1]), float(sys.argv[2])
headers = {'Authorization': 'Bearer sk-test-0123456789abcdef', 'Content-Type': 'application/json'}

def by_requests(url, body):
    answer = requests.post(url, data=body, headers=headers, timeout=timeout)
    return [answer.status_code, answer.headers.get('retry-after'), answer.text]

def by_httpx(url, body):
    answer = httpx.post(url, content=body, headers=headers, timeout=timeout)
    return [answer.status_code, answer.headers.get('retry-after'), answer.text]

def by_urllib(url, body):
    request = urllib.request.Request(url, data=body.encode(), headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return [answer.status, answer.headers['retry-after'], answer.read().decode()]
    except urllib.error.HTTPError as error:
        return [error.code, error.headers['retry-after'], error.read().decode()]

def names(error):
    reason = getattr(error, 'reason', None)
    of = type(error).__mro__ + (type(reason).__mro__ if isinstance(reason, Exception) else ())
    return ' '.join(kind.__name__ for kind in of)

def see(client, url, body):
    try:
        return client(url, body)
    except Exception as error:
        return names(error)

clients = (by_requests, by_httpx, by_urllib)
print(json.dumps([[see(client, url, body) for client in clients] for url, body in cases]))
`;

type Seen = string | [status: number, retryAfter: string | null, text: string];

function bodyOf(stream: boolean): string {
  const messages = [{ role: 'user', content: 'hello' }];
  return JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages, stream });
}

type Answer = Exclude<Seen, string>;
type Asked = 'whole' | 'stream';

/** What requests, httpx and urllib see of each fault, in this order. */
async function sightsOf(
  cases: readonly (readonly [rules: readonly object[], asks: Asked])[],
  timeoutSeconds = 10,
) {
  const gateways = await Promise.all(cases.map(([rules]) => gatewayOf({ rules })));
  const asked = cases.map(([, asks], index) => [
    `${gateways[index]?.url}/v1/chat/completions`,
    bodyOf(asks === 'stream'),
  ]);
  const seen = (await python(script, [JSON.stringify(asked), String(timeoutSeconds)])) as Seen[][];
  return { gateways, seen };
}

withPython('requests, httpx and urllib get answers, streams and errors', async () => {
  const limited = { error: { status: 429, retryAfter: '3s' } };
  const { seen, gateways } = await sightsOf([
    [[], 'whole'],
    [[], 'stream'],
    [[{ faults: [limited] }], 'whole'],
    [[{ faults: ['no-healthy-upstream-raw'] }], 'whole'],
  ]);
  const [whole = [], stream = [], refused = [], raw] = seen as Answer[][];
  expect(seen.map(({ length }) => length)).toEqual([3, 3, 3, 3]);
  for (const [status, , text] of whole) {
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      object: 'chat.completion',
      choices: [{ finish_reason: 'stop' }],
    });
  }
  for (const [status, , text] of stream) {
    expect(status).toBe(200);
    expect(text).toMatch(/^data: \{.*data: \[DONE\]\n\n$/s);
  }
  for (const [status, retryAfter, text] of refused) {
    expect([status, retryAfter]).toEqual([429, '3']);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'rate_limited', param: null } });
  }
  expect(raw).toEqual(Array(3).fill([503, null, 'no healthy upstream']));
  for (const started of gateways) {
    const clients = (await requestsOf(started, 3)).map(({ client }) => client?.split('/')[0]);
    expect(clients).toEqual(['python-requests', 'python-httpx', 'Python-urllib']);
  }
});

type Row = readonly [item: unknown, asks: Asked, names: readonly string[]];

const closed = ['ConnectionError', 'RemoteProtocolError', 'RemoteDisconnected'];
/** httpx tells where it noticed: ConnectError, ReadError, WriteError. */
const reset = ['ConnectionError', 'NetworkError', 'ConnectionResetError'];
const answered = ['answer', 'answer', 'answer'];

const broken: readonly Row[] = [
  ['connection-close', 'whole', closed],
  [{ 'connection-stall': '50ms' }, 'whole', closed],
  ['connection-reset', 'whole', reset],
  [{ disconnect: { how: 'fin' } }, 'whole', closed],
  [{ disconnect: { how: 'rst' } }, 'whole', reset],
  // requests does not compare the length with what came.
  [{ disconnect: { bytes: '40B' } }, 'whole', ['answer', 'RemoteProtocolError', 'IncompleteRead']],
  [
    { disconnect: { bytes: '40B', how: 'rst' } },
    'whole',
    ['ChunkedEncodingError', 'ReadError', 'ConnectionResetError'],
  ],
  [{ 'stream-cut': { how: 'clean' } }, 'stream', answered],
  [
    { 'stream-cut': { how: 'fin' } },
    'stream',
    ['ChunkedEncodingError', 'RemoteProtocolError', 'IncompleteRead'],
  ],
  [{ 'stream-cut': { how: 'rst' } }, 'stream', ['ChunkedEncodingError', 'ReadError', 'ConnectionResetError']],
  [{ latency: '20ms' }, 'whole', answered],
  [{ 'slow-first-byte': '20ms' }, 'stream', answered],
];

const silent: readonly Row[] = [
  [{ hang: { at: 'before-head' } }, 'whole', ['ReadTimeout', 'ReadTimeout', 'TimeoutError']],
  [{ hang: { at: 'after-head' } }, 'whole', ['ConnectionError', 'ReadTimeout', 'TimeoutError']],
  [{ hang: { bytes: '9B' } }, 'stream', ['ConnectionError', 'ReadTimeout', 'TimeoutError']],
  [{ 'stream-stall': { frames: 1 } }, 'stream', ['ConnectionError', 'ReadTimeout', 'TimeoutError']],
];

async function expectSights(rows: readonly Row[], timeoutSeconds?: number) {
  const cases = rows.map(([item, asks]) => [[{ faults: [item] }], asks] as const);
  const { seen, gateways } = await sightsOf(cases, timeoutSeconds);
  for (const [index, [item, , names]] of rows.entries())
    for (const [client, name] of names.entries()) {
      const sight = seen[index]?.[client] ?? [];
      const told = typeof sight === 'string' ? sight.split(' ') : ['answer'];
      expect.soft(told, JSON.stringify(item)).toContain(name);
    }
  return gateways;
}

withPython('they fail as they would on a connection that breaks, each in its own words', async () => {
  await expectSights(broken);
});

withPython('their own time-outs end a silence, and the journal sees them leave', async () => {
  for (const started of await expectSights(silent, 0.3)) {
    const entries = await requestsOf(started, 3);
    expect(entries.map(({ played }) => played.ending)).toEqual(Array(3).fill('client-left'));
  }
});
