import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { expect, test, vi } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { fixedClock } from '../helpers/clock.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, journalOf, type StartedGateway } from '../helpers/gateway.ts';

const headers = { authorization: `Bearer ${validKey}`, 'content-type': 'application/json' };

/** A client that pools, one request after the other: status, or the code of its error. */
function pooled(started: StartedGateway, scheme: 'http' | 'https') {
  const { Agent, request } = scheme === 'https' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const base = scheme === 'https' ? started.tlsUrl : started.url;
  const options = {
    method: 'POST',
    headers,
    agent,
    ...(scheme === 'https' ? { ca: started.gateway.ca } : {}),
  };
  const ask = () =>
    new Promise<number | string>((resolve) => {
      const sent = request(`${base}/v1/chat/completions`, options, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      });
      sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      sent.end(chatBody());
    });
  return { ask, leave: () => agent.destroy() };
}

async function inTurn(started: StartedGateway, scheme: 'http' | 'https', count: number) {
  const { ask, leave } = pooled(started, scheme);
  const seen: (number | string)[] = [];
  for (let turn = 0; turn < count; turn += 1) seen.push(await ask());
  leave();
  return seen;
}

const expired = { 'tls-certificate': 'expired' };
const hasExpired = 'CERT_HAS_EXPIRED';

test('expired, expired, ok: a client that pools and resumes meets all three', async () => {
  const started = await gatewayOf({ rules: [{ sequence: [expired, expired, 'ok'] }] });
  expect(await inTurn(started, 'https', 4)).toEqual([hasExpired, hasExpired, 200, 200]);
  const shown = journalOf(started).flatMap((entry) => (entry.kind === 'opening' ? [entry.certificate] : []));
  expect(shown).toEqual(['expired', 'expired', 'valid']);
});

test.each([
  ['sequence', { sequence: ['ok', expired, 'ok', expired] }, [200, hasExpired, 200, hasExpired, 200, 200]],
  ['skip and times', { skip: 1, times: 1, faults: expired }, [200, hasExpired, 200, 200]],
  ['every', { every: 3, faults: expired }, [200, 200, hasExpired, 200, 200, hasExpired]],
] as const)(
  '%s: a pooled client opens a new connection where the rule is about to fire',
  async (_, rule, seen) => {
    expect(await inTurn(await gatewayOf({ rules: [rule] }), 'https', seen.length)).toEqual(seen);
  },
);

test('the same without TLS', async () => {
  const started = await gatewayOf({ rules: [{ sequence: ['ok', 'connection-reset', 'ok'] }] });
  expect(await inTurn(started, 'http', 4)).toEqual([200, 'ECONNRESET', 200, 200]);
});

test('a rule that means TLS leaves plain connections alone, and the other way round', async () => {
  const rules = [
    { id: 'secure', when: { tls: true }, faults: 'connection-reset' },
    { id: 'plain', when: { tls: false, connection: '3..' }, faults: 'connection-close' },
  ];
  const started = await gatewayOf({ rules });
  expect(await inTurn(started, 'http', 1)).toEqual([200]);
  expect(await inTurn(started, 'https', 1)).toEqual(['ECONNRESET']);
  expect(await inTurn(started, 'http', 1)).toEqual(['ECONNRESET']);
  const openings = journalOf(started).filter((entry) => entry.kind === 'opening');
  const fired = openings.map(({ tls, played, rules: outcomes }) => [tls, played, outcomes[0]?.rule]);
  expect(fired).toEqual([
    [true, 'reset', 'secure'],
    [false, 'close', 'plain'],
  ]);
});

test.each([
  [{ sni: 'localhost' }, hasExpired],
  [{ sni: 'other.*' }, 200],
  [{ alpn: 'h2' }, 200],
  [{ address: '127.*', connection: 1 }, hasExpired],
  [{ connection: '2..' }, 200],
])('when %j is asked of the ClientHello', async (when, seen) => {
  const started = await gatewayOf({ rules: [{ when, faults: expired }] });
  expect(await inTurn(started, 'https', 1)).toEqual([seen]);
});

test('when a window opens, idle connections are closed: a pooled client meets it', async () => {
  const clock = fixedClock();
  const rules = [{ during: '30s..60s', faults: 'connection-reset' }];
  const started = await gatewayOf({ rules }, { clock });
  const { ask, leave } = pooled(started, 'http');
  expect([await ask(), await ask()]).toEqual([200, 200]);
  expect(journalOf(started).filter(({ kind }) => kind === 'connection')).toHaveLength(1);
  clock.advance(30_000);
  await vi.waitFor(async () => expect(await ask()).toBe('ECONNRESET'));
  clock.advance(30_000);
  expect(await ask()).toBe(200);
  leave();
});

test('a stream under way is left alone by a fault that is armed meanwhile', async () => {
  const clock = fixedClock();
  const rules = [
    { when: { stream: true }, faults: { 'stream-stall': { frames: 1, for: '40s' } } },
    { during: '30s..', faults: expired },
  ];
  const started = await gatewayOf({ rules }, { clock });
  const sent = https.request(`${started.tlsUrl}/v1/chat/completions`, {
    ...{ method: 'POST', headers, ca: started.gateway.ca, agent: new https.Agent({ keepAlive: true }) },
  });
  sent.end(chatBody({ stream: true }));
  const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
  let text = '';
  response.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await vi.waitFor(() => expect(text).toContain('data: '));
  clock.advance(35_000);
  expect(await inTurn(started, 'https', 1)).toEqual([hasExpired]);
  const over = once(response, 'end');
  clock.advance(5_000);
  await over;
  expect(text).toContain('[DONE]');
});

test('connection-refuse closes the port itself, and opens it again', async () => {
  const clock = fixedClock();
  const started = await gatewayOf(
    { rules: [{ skip: 1, times: 1, faults: { 'connection-refuse': '5s' } }] },
    { clock },
  );
  const { port } = new URL(started.url);
  const knock = async () => {
    const socket = net.connect(Number(port), '127.0.0.1');
    const seen = await once(socket, 'connect').then(
      () => 'open',
      (error: NodeJS.ErrnoException) => error.code,
    );
    socket.destroy();
    return seen;
  };
  expect(await inTurn(started, 'http', 3)).toEqual([200, 'ECONNRESET', 'ECONNREFUSED']);
  expect(await knock()).toBe('ECONNREFUSED');
  clock.advance(4_999);
  expect(await knock()).toBe('ECONNREFUSED');
  clock.advance(1);
  await vi.waitFor(async () => expect(await knock()).toBe('open'));
  expect(await inTurn(started, 'http', 2)).toEqual([200, 200]);
});

test('a gateway that is closed while its port is refused is closed for good', async () => {
  const clock = fixedClock();
  const started = await gatewayOf(
    { rules: [{ times: 1, faults: { 'connection-refuse': '5s' } }] },
    { clock },
  );
  expect(await inTurn(started, 'http', 1)).toEqual(['ECONNRESET']);
  await started.close();
  clock.advance(5_000);
  expect(await inTurn(started, 'http', 1)).toEqual(['ECONNREFUSED']);
});
