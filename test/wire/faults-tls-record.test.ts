import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { expect, onTestFinished, test, vi } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { type Parting, rawRequest } from '../helpers/clients/raw.ts';
import { chatBody, type StartedGateway } from '../helpers/gateway.ts';

/** What passed a relay from the server to the client, undecrypted. */
interface Overheard {
  bytes: Buffer;
  parting: Parting | null;
}

/** A relay in front of a gateway: sees records, and how the server ended the TCP connection. */
async function overhear(started: StartedGateway): Promise<{ port: number; overheard: Overheard }> {
  const overheard: Overheard = { bytes: Buffer.alloc(0), parting: null };
  const relay = net.createServer({ allowHalfOpen: true }, (client) => {
    const server = net.connect({
      port: Number(new URL(started.url).port),
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    client.pipe(server);
    client.on('error', () => server.destroy());
    server.on('data', (chunk: Buffer) => {
      overheard.bytes = Buffer.concat([overheard.bytes, chunk]);
      client.write(chunk);
    });
    server.once('end', () => {
      overheard.parting ??= 'fin';
      client.end();
    });
    server.once('error', () => {
      overheard.parting ??= 'rst';
      client.resetAndDestroy();
    });
  });
  onTestFinished(() => void relay.close());
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return { port: (relay.address() as AddressInfo).port, overheard };
}

/** Types of TLS records, up to a last one that is not whole. */
function recordTypes(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) types.push(bytes[at] ?? 0);
  return types;
}

const applicationData = 23;
const alert = 21;

interface Seen {
  readonly types: readonly number[];
  readonly parting: Parting | null;
  readonly answer: string;
  readonly error: string | null;
}

/** One request by a bare TLS client that closes behind the server, at TLS 1.2, where types are not hidden. */
async function ask(fault: unknown, stream: boolean): Promise<Seen> {
  const started = await gatewayOf({ rules: [{ faults: [fault] }] });
  const { port, overheard } = await overhear(started);
  const options = { port, host: '127.0.0.1', servername: 'localhost', ca: started.gateway.ca };
  const socket = tls.connect({ ...options, maxVersion: 'TLSv1.2' });
  let [answer, error] = ['', null as string | null];
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  socket.once('error', (thrown: NodeJS.ErrnoException) => {
    error = thrown.code ?? thrown.message;
  });
  socket.write(rawRequest('/v1/chat/completions', chatBody({ stream }), { Connection: 'keep-alive' }));
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await vi.waitFor(() => expect(overheard.parting).not.toBeNull());
  return { types: recordTypes(overheard.bytes), parting: overheard.parting, answer, error };
}

const cut = { bytes: '40B' };

test.each<readonly [string, unknown, 'with' | 'without', Parting]>([
  ['disconnect by FIN', { disconnect: cut }, 'with', 'fin'],
  ['disconnect by RST', { disconnect: { ...cut, how: 'rst' } }, 'without', 'rst'],
  ['tls-truncate', { 'tls-truncate': cut }, 'without', 'fin'],
  ['tls-truncate by RST', { 'tls-truncate': { ...cut, how: 'rst' } }, 'without', 'rst'],
  [
    'tls-truncate of a body without an end',
    { 'tls-truncate': { ...cut, delimited: 'by-close' } },
    'without',
    'fin',
  ],
  [
    'a body without an end that ends',
    { 'tls-truncate': { bytes: '1MiB', delimited: 'by-close' } },
    'with',
    'fin',
  ],
])('%s: close_notify and the end of the connection', async (_, fault, notice, parting) => {
  for (const stream of [false, true]) {
    const seen = await ask(fault, stream);
    expect(seen.types).toContain(applicationData);
    expect(seen.types.includes(alert)).toBe(notice === 'with');
    expect(seen.parting).toBe(parting);
    expect(seen.answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  }
});

test('a body that ends with the connection has no length and no chunks, and says so', async () => {
  for (const stream of [false, true]) {
    const { answer } = await ask({ 'tls-truncate': { ...cut, delimited: 'by-close' } }, stream);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).not.toMatch(/content-length|transfer-encoding/i);
    expect(head).toMatch(/\r\nconnection: close/i);
    expect(body).toMatch(stream ? /^data: / : /^\{/);
    expect(body).toHaveLength(40);
  }
});

test.each([
  // Which one depends on the version of OpenSSL.
  ['bad-mac', /BAD_RECORD_MAC|CIPHER_OPERATION_FAILED/],
  ['oversize', /LENGTH_TOO_LONG/],
  ['plaintext', /WRONG_VERSION_NUMBER|BAD_RECORD_TYPE/],
])('tls-corrupt-record %s: what came before is read, and then it breaks with %s', async (kind, code) => {
  for (const stream of [false, true]) {
    const { answer, error } = await ask({ 'tls-corrupt-record': { ...cut, kind } }, stream);
    expect(answer).toMatch(stream ? /\r\n\r\n.*data: /s : /\r\n\r\n\{/);
    expect(error).toMatch(code);
  }
});
