import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { hostOf } from '../../src/tls/authority.ts';
import { createLab } from '../../src/tls/certificates/lab.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, journalOf, requestsOf, type StartedGateway } from '../helpers/gateway.ts';

const lab = createLab({
  names: ['api.example', '*.corp.example', '10.1.2.3'],
  clock: systemClock,
  directory: null,
});

/** CONNECT by Node's own client: the tunnel, or the refusal. */
async function connect(url: string, authority: string) {
  const { hostname, port } = new URL(url);
  const sent = http.request({ hostname, port, method: 'CONNECT', path: authority, agent: false }).end();
  const [response, socket, head] = (await once(sent, 'connect')) as [
    http.IncomingMessage,
    net.Socket,
    Buffer,
  ];
  socket.unshift(head);
  onTestFinished(() => void socket.destroy());
  return { status: response.statusCode, socket };
}

async function textOf(socket: net.Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

const body = chatBody();
const post = [
  ...['POST /v1/chat/completions HTTP/1.1', 'host: api.example', 'connection: close'],
  ...[`authorization: Bearer ${validKey}`, `content-length: ${body.length}`, '', body],
].join('\r\n');

/** What is said within the tunnel to `authority`, over TLS. */
async function secured(started: StartedGateway, authority: string) {
  const { status, socket } = await connect(started.url, authority);
  expect(status).toBe(200);
  const host = hostOf(authority);
  const name = net.isIP(host) === 0 ? { servername: host } : {};
  // Node 22.23 does not find ::1 among the addresses of a certificate; the leaf's names are looked at below.
  const own = net.isIPv6(host) ? { checkServerIdentity: () => undefined } : {};
  const secure = tls.connect({ socket, host, ...name, ...own, ca: started.gateway.ca });
  secure.write(post);
  const subject = once(secure, 'secureConnect').then(() => secure.getPeerCertificate().subjectaltname);
  return { subject: await subject, text: await textOf(secure) };
}

test.each([
  ['api.example:443', 'DNS:api.example'],
  ['a.corp.example:8443', 'DNS:a.corp.example'],
  ['10.1.2.3:443', 'IP Address:10.1.2.3'],
  ['[::1]:443', 'IP Address:0:0:0:0:0:0:0:1'],
])(
  'a tunnel to %s gets a leaf for that host alone, and requests through it are served',
  async (authority, leaf) => {
    const started = await gatewayOf({}, { lab });
    const { subject, text } = await secured(started, authority);
    expect(subject).toBe(leaf);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
    const opening = journalOf(started).find((entry) => entry.kind === 'opening');
    expect(opening).toMatchObject({ tunnel: authority, connection: 1, client: { kind: 'accepted' } });
    await requestsOf(started, 1);
  },
);

test.each(['other.example:443', 'corp.example:443', 'evil-api.example:443', '10.1.2.4:443', 'x', ':443'])(
  'no tunnel to %s: 403, which says what to do',
  async (authority) => {
    const started = await gatewayOf({}, { lab });
    const { status, socket } = await connect(started.url, authority);
    expect([status, JSON.parse(await textOf(socket))]).toMatchObject([
      403,
      { badgateway: { message: expect.stringContaining('--tls-name'), known: lab.names } },
    ]);
    const notice = journalOf(started).find((entry) => entry.kind === 'notice');
    expect(notice).toMatchObject({ notice: 'tunnel-refused', says: `connection 1 asked for ${authority}` });
  },
);

test('rules for openings are asked again within a tunnel', async () => {
  const rules = [{ when: { sni: 'api.example' }, sequence: [{ 'tls-certificate': 'wrong-host' }, 'ok'] }];
  const started = await gatewayOf({ rules }, { lab });
  await expect(secured(started, 'api.example:443')).rejects.toThrow(/altnames/);
  expect((await secured(started, 'api.example:443')).text).toMatch(/ 200 /);
});

test('within a tunnel plain HTTP is served too', async () => {
  const started = await gatewayOf({}, { lab });
  const { socket } = await connect(started.url, 'api.example:80');
  socket.write(post);
  expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 200 OK/);
});

test('what a client sends right behind its CONNECT is not lost', async () => {
  const started = await gatewayOf({}, { lab });
  const socket = net.connect(Number(new URL(started.url).port), '127.0.0.1');
  socket.write(`CONNECT api.example:80 HTTP/1.1\r\nhost: api.example\r\n\r\n${post}`);
  const text = await textOf(socket);
  expect(text).toMatch(/^HTTP\/1\.1 200 Connection Established\r\n\r\nHTTP\/1\.1 200 OK/);
});

test('no tunnel within a tunnel, and none over TLS', async () => {
  const started = await gatewayOf({}, { lab });
  const { socket } = await connect(started.url, 'api.example:80');
  socket.write('CONNECT api.example:443 HTTP/1.1\r\nhost: api.example\r\n\r\n');
  expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 403 .*plain connection alone/s);
  const secure = tls.connect({
    ...{ port: Number(new URL(started.url).port), host: '127.0.0.1', servername: 'localhost' },
    ca: started.gateway.ca,
  });
  secure.write('CONNECT api.example:443 HTTP/1.1\r\nhost: api.example\r\n\r\n');
  expect(await textOf(secure)).toMatch(/^HTTP\/1\.1 403 .*plain connection alone/s);
});
