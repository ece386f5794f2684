import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { hosted } from '../helpers/command.ts';
import { workshop } from '../helpers/drill.ts';
import { journalOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';

const { folder, write } = workshop();
const run = promisify(execFile);

const scenario = `
rules:
  - id: too-large
    when: { header: { x-case: early } }
    faults: [{ respond: { status: 413, body: too large, early: true } }]
  - id: limited
    when: { header: { x-case: refused } }
    faults: [429]
  - id: silent
    when: { header: { x-case: withheld } }
    faults: [{ continue: never }]
  - id: eager
    when: { header: { x-case: unasked } }
    faults: [continue]
`;
let started: StartedGateway;
let byModel: StartedGateway;
beforeAll(async () => {
  [started, byModel] = await Promise.all([
    startGateway({ scenario }),
    startGateway({ scenario: "rules: [{ when: { model: '*K2*' }, faults: [429] }]\n" }),
  ]);
});
afterAll(() => Promise.all([started.close(), byModel.close()]));

const body = '{"model":"Omniva/Kimi-K2.6","messages":[{"role":"user","content":"hi"}]}';

const headOf = (named: string) =>
  'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-oais-any\r\n' +
  `x-case: ${named}\r\n` +
  `Content-Length: ${body.length}\r\nConnection: close\r\n`;

/** All that comes on a raw connection to which a head is sent, and its body only after 100 Continue. */
async function expecting({ url }: StartedGateway, named: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`${headOf(named)}Expect: 100-continue\r\n\r\n`);
  let text = '';
  socket.setEncoding('latin1').on('data', (piece: string) => {
    if (!text.includes('100 Continue') && piece.startsWith('HTTP/1.1 100')) socket.write(body);
    text += piece;
  });
  await once(socket, 'close');
  return text;
}

test('a client that asks first is refused without 100 Continue, and served with it', async () => {
  expect(await expecting(started, 'refused')).toMatch(/^HTTP\/1\.1 429 /);
  expect(await expecting(started, 'early')).toMatch(/^HTTP\/1\.1 413 /);
  expect(await expecting(started, 'none')).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
});

test('100 Continue is withheld from a client that asks, and sent to one that does not', async () => {
  const socket = connect(Number(new URL(started.url).port), '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (piece: string) => {
    text += piece;
  });
  socket.write(`${headOf('withheld')}Expect: 100-continue\r\n\r\n`);
  await wait(100);
  expect(text).toBe('');
  socket.write(body);
  await once(socket, 'close');
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  expect(await expecting(started, 'unasked')).toMatch(/^(HTTP\/1\.1 100 Continue\r\n\r\n){2}HTTP\/1\.1 200 /);
});

test('a large body and the fourth request at once are refused, and no other', async () => {
  const rules = `rules:
  - { id: large, when: { bytes: 64KiB.. }, faults: [{ respond: { status: 413, early: true } }] }
  - { id: busy, when: { underWay: 4.. }, faults: [503] }
  - { id: held, when: { header: { x-case: held } }, faults: [{ hang: { for: 10s } }] }\n`;
  const gateway = await startGateway({ scenario: rules });
  onTestFinished(() => gateway.close());
  const leave = new AbortController();
  const ask = (named: string, padding = '') =>
    fetch(`${gateway.url}/v1/chat/completions`, {
      ...{ method: 'POST', body: body + padding, signal: leave.signal },
      headers: { authorization: 'Bearer sk-oais-any', 'x-case': named },
    });
  expect([(await ask('small')).status, (await ask('large', ' '.repeat(65_536))).status]).toEqual([200, 413]);
  const held = Array.from({ length: 3 }, () => ask('held').catch(() => 'left'));
  await vi.waitFor(async () => expect((await ask('fourth')).status).toBe(503));
  leave.abort();
  expect(await Promise.all(held)).toEqual(['left', 'left', 'left']);
});

test('fetch leaves where 100 Continue comes unasked, and Node’s http does not', async () => {
  const headers = { authorization: 'Bearer sk-oais-any', 'x-case': 'unasked' };
  const url = `${started.url}/v1/chat/completions`;
  await expect(fetch(url, { method: 'POST', headers, body })).rejects.toMatchObject({
    cause: { code: 'UND_ERR_SOCKET' },
  });
  const call = request(url, { method: 'POST', headers });
  call.end(body);
  const [answer] = await once(call, 'response');
  expect(answer.statusCode).toBe(200);
  answer.resume();
});

test('where the body decides, it is asked for first', async () => {
  expect(await expecting(byModel, 'any')).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 429 /);
});

test('curl sends nothing of a large file that is refused', async () => {
  const file = join(folder, 'large.json');
  writeFileSync(file, Buffer.alloc(4 * 1_048_576, ' '));
  const format = '%{http_code} %{size_upload}';
  const url = `${started.url}/v1/chat/completions`;
  const args = [
    '-s',
    '-o',
    '/dev/null',
    '-w',
    format,
    '-H',
    'Expect: 100-continue',
    '--data-binary',
    `@${file}`,
  ];
  const { stdout } = await run('curl', [...args, '-H', 'x-case: refused', url]);
  expect(stdout).toBe('429 0');
});

test('an early answer comes while the body is still being sent, and the next request is served', async () => {
  const headers = { authorization: 'Bearer sk-oais-any', 'x-case': 'early', 'content-length': 1_000_000 };
  const call = request(`${started.url}/v1/chat/completions`, { method: 'POST', headers });
  call.write('{"model":');
  const [answer] = await once(call, 'response');
  expect(answer.statusCode).toBe(413);
  call.destroy();
  await vi.waitFor(() =>
    expect(journalOf(started).at(-1)).toMatchObject({ model: null, played: { status: 413 } }),
  );
});

test.each([
  ['model: x', '', ['x.yaml:2:13', 'knows none of it, and so no "model"']],
  ['method: post', 'per: call', ['x.yaml:3:10', 'knows none of it, and so no call']],
  ['method: post', 'chance: 0.5', ['x.yaml:3:5', 'chance is drawn by the body']],
])('an early answer to %s %s is refused at its place', async (when, more, parts) => {
  const faults = '[{ error: { status: 429, early: true } }]';
  const text = `rules:\n  - when: { ${when} }\n    ${more}\n    faults: ${faults}\n`;
  const { code, out } = await hosted(['check', write('x.yaml', text)]);
  expect(code).toBe(2);
  for (const part of parts) expect(out).toContain(part);
});
