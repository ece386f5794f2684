import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { curl } from '../helpers/clients/curl.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';

/** What a client asks for by the field `x-case`, and what curl comes away with. */
interface Row {
  readonly item: unknown;
  readonly curl: number;
  readonly status: number;
  readonly ending: string;
}

const rows: Readonly<Record<string, Row>> = {
  429: { item: { error: 429 }, curl: 0, status: 429, ending: 'complete' },
  latency: { item: { latency: '20ms' }, curl: 0, status: 200, ending: 'complete' },
  'stream-stall': { item: { 'stream-stall': { for: '20ms' } }, curl: 0, status: 200, ending: 'complete' },
  'body-bad-gzip': { item: { 'body-bad-gzip': {} }, curl: 0, status: 200, ending: 'damaged' },
  // curl finds the wrong length before it shows the head that came with it.
  'bad-length': { item: { 'bad-length': {} }, curl: 92, status: 0, ending: 'damaged' },
  'fin-before': { item: { disconnect: { how: 'fin' } }, curl: 18, status: 0, ending: 'severed' },
  'rst-before': { item: { disconnect: { how: 'rst' } }, curl: 56, status: 0, ending: 'severed' },
  'fin-behind': {
    item: { disconnect: { at: 'after-head', how: 'fin' } },
    curl: 18,
    status: 200,
    ending: 'severed',
  },
  'rst-behind': { item: { disconnect: { frames: 2, how: 'rst' } }, curl: 56, status: 200, ending: 'severed' },
  'stream-cut': {
    item: { 'stream-cut': { frames: 2, how: 'fin' } },
    curl: 18,
    status: 200,
    ending: 'severed',
  },
  hang: { item: { hang: { for: '30ms' } }, curl: 18, status: 0, ending: 'hung' },
  'bad-chunk': { item: { 'bad-chunk': {} }, curl: 0, status: 200, ending: 'complete' },
  'bad-head': { item: { 'bad-head': {} }, curl: 0, status: 200, ending: 'complete' },
};

const scenario = JSON.stringify({
  http2: true,
  rules: Object.entries(rows).map(([name, { item }]) => ({
    id: name,
    when: { header: { 'x-case': name } },
    faults: [item],
  })),
});

const folder = mkdtempSync(join(tmpdir(), 'http2-'));
const ca = join(folder, 'ca.pem');
let started: StartedGateway;

beforeAll(async () => {
  started = await startGateway({ scenario });
  writeFileSync(ca, started.gateway.ca);
});

afterAll(async () => {
  await started.close();
  rmSync(folder, { recursive: true });
});

const wires = {
  'over TLS, by ALPN': () => ({ base: started.tlsUrl, config: ['http2', `cacert = "${ca}"`] }),
  'without TLS, by prior knowledge': () => ({ base: started.url, config: ['http2-prior-knowledge'] }),
};

function ask({ base, config }: ReturnType<(typeof wires)['over TLS, by ALPN']>, name: string) {
  const headers = { authorization: `Bearer ${validKey}`, 'content-type': 'application/json', 'x-case': name };
  // A stream has no length to be wrong.
  const body = chatBody({ stream: name !== 'bad-length' });
  return curl({ url: `${base}/v1/chat/completions`, headers, body, config: [...config, 'max-time = 10'] });
}

async function lastRequest(count: number) {
  return (await requestsOf(started, count)).at(-1);
}

const asked = () => started.gateway.journal.entries().filter(({ kind }) => kind === 'request').length;

describe.each(Object.entries(wires))('%s', (_, wire) => {
  needs('curl')('a healthy stream is HTTP/2, without fields of connections', async () => {
    const before = asked();
    const { statusLine, headers, body, exit } = await ask(wire(), 'healthy');
    expect([exit, statusLine.trim()]).toEqual([0, 'HTTP/2 200']);
    expect(body.toString()).toContain('data: [DONE]');
    const names = headers.map(([name]) => name);
    for (const name of ['connection', 'keep-alive', 'transfer-encoding']) expect(names).not.toContain(name);
    expect(await lastRequest(before + 1)).toMatchObject({
      httpVersion: '2.0',
      method: 'POST',
      played: { ending: 'complete' },
    });
  });

  needs('curl')('faults do what they say', async () => {
    for (const [name, row] of Object.entries(rows)) {
      const before = asked();
      const { exit, status } = await ask(wire(), name);
      const entry = await lastRequest(before + 1);
      const seen = { curl: exit, status, ending: entry?.played.ending };
      expect({ name, ...seen }).toEqual({ name, curl: row.curl, status: row.status, ending: row.ending });
    }
  });

  needs('curl')('what only HTTP/1.1 has is not applicable, and that is said', async () => {
    for (const name of ['bad-chunk', 'bad-head']) {
      const before = asked();
      await ask(wire(), name);
      expect((await lastRequest(before + 1))?.rules).toMatchObject([
        { rule: name, outcome: 'not-applicable', because: expect.stringContaining('HTTP/1.1 alone') },
      ]);
    }
  });
});

needs('curl')('a client without HTTP/2 is served as before', async () => {
  const before = asked();
  const wire = { base: started.tlsUrl, config: ['http1.1', `cacert = "${ca}"`] };
  const { statusLine } = await ask(wire, 'healthy');
  expect(statusLine).toBe('HTTP/1.1 200 OK');
  expect(await lastRequest(before + 1)).not.toHaveProperty('httpVersion');
});

test('streams of one connection are answered side by side, and a client may leave one', async () => {
  const before = asked();
  const session = connect(started.tlsUrl, { ca: started.gateway.ca });
  const send = (name: string) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/v1/chat/completions',
      authorization: `Bearer ${validKey}`,
      'content-type': 'application/json',
      'x-case': name,
    });
    stream.end(chatBody({ stream: true }));
    return stream;
  };
  const left = send('healthy');
  left.on('response', () => left.close(8));
  const others = ['healthy', '429'].map(
    (name) =>
      new Promise<unknown>((resolve, reject) => {
        const stream = send(name).on('error', reject);
        stream.on('response', (head) => resolve(head[':status'])).resume();
      }),
  );
  expect(await Promise.all(others)).toEqual([200, 429]);
  const entries = (await requestsOf(started, before + 3)).slice(before);
  expect(new Set(entries.map(({ connection }) => connection)).size).toBe(1);
  session.close();
});
