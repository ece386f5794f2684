import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { curl } from '../helpers/clients/curl.ts';
import { chat } from '../helpers/gateway.ts';
import { linesOf, noticesOf, tapeWorkshop } from '../helpers/tapes.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

const { tape, keep, gateway, close } = tapeWorkshop();
afterEach(close);

/** Long enough that nothing holds it by chance; some look like keys, others do not. */
const secret = fc
  .tuple(fc.constantFrom('sk-oais-', 'sk-', ''), fc.stringMatching(/^[A-Za-z0-9+/_-]{20,40}$/))
  .map(([prefix, rest]) => prefix + rest);

const planted = fc.record({
  key: secret,
  query: secret,
  cookie: secret,
  password: secret,
  scheme: fc.constantFrom('Bearer', 'bearer', 'Token', ''),
  form: fc.constantFrom('plain', 'base64', 'url', 'hex', 'json'),
  before: fc.stringMatching(/^[a-z ]{0,5}$/),
});

function written(text: string, form: string): string {
  if (form === 'base64') return Buffer.from(text).toString('base64');
  if (form === 'hex') return Buffer.from(text).toString('hex');
  if (form === 'url') return encodeURIComponent(text);
  return form === 'json' ? JSON.stringify(JSON.stringify(text)) : text;
}

/** What a text holds of a secret, in any of the forms: no part of ten characters may be there. */
function holds(text: string, of: string): boolean {
  const whole = [of, encodeURIComponent(of), Buffer.from(of).toString('hex')];
  const inBase64 = [0, 1, 2].map((shift) =>
    Buffer.from(`${'x'.repeat(shift)}${of}`)
      .toString('base64')
      .slice(4, 18),
  );
  return [...whole.map((form) => form.slice(5, 15)), ...inBase64].some((part) => text.includes(part));
}

test('no secret in headers, query, bodies or answers reaches the tape', async () => {
  const upstream = keep(
    await httpUpstream((req, res) => {
      const chunks: Buffer[] = [];
      req
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const body = Buffer.concat(chunks).toString();
          res.writeHead(200, {
            'Set-Cookie': req.headers.cookie ?? '',
            'X-Echo': req.headers.authorization ?? '',
            Location: req.url ?? '',
          });
          // In two chunks, so that a secret may be cut.
          const answer = `${req.headers.authorization} ${req.headers.cookie} ${req.url} ${body}`;
          res.write(answer.slice(0, answer.length / 2));
          setImmediate(() => res.end(answer.slice(answer.length / 2)));
        });
    }),
  );
  const file = tape();
  const live = await gateway(`upstream: ${upstream.url}\nrecord: ${file}`);
  const sent = fc.sample(planted, { numRuns: 80, seed: 7 });
  for (const one of sent) {
    const { scheme, form, before } = one;
    const search = `?api_key=${encodeURIComponent(one.query)}&b=${encodeURIComponent(one.key)}`;
    await fetch(`${live.url}/v1/chat/completions${search}`, {
      method: 'POST',
      headers: { authorization: `${scheme} ${one.key}`.trim(), cookie: `id=${one.cookie}` },
      body: JSON.stringify({
        prompt: `${before}${written(`${before}${one.key}`, form)} ${written(one.cookie, form)}`,
        nested: JSON.stringify({ password: one.password }),
        api_key: one.password,
        query: one.query,
      }),
    }).then((response) => response.text());
  }
  await live.close();
  expect(linesOf(file)).toHaveLength(80);
  const text = readFileSync(file, 'utf8');
  const secrets = [...sent.flatMap((one) => [one.key, one.query, one.cookie, one.password])];
  expect(secrets.filter((each) => holds(text, each))).toEqual([]);
});

test('the key that is put in for the upstream is no less secret', async () => {
  const upstream = keep(
    await httpUpstream((req, res) => res.end(`you said ${req.headers.authorization}, and so`)),
  );
  const file = tape();
  process.env['TAPE_TEST_KEY'] = 'no-prefix-0123456789';
  const live = await gateway(
    `upstream: { url: "${upstream.url}", key: "env:TAPE_TEST_KEY" }\nrecord: ${file}`,
  );
  expect(await (await fetch(`${live.url}/v1/models`)).text()).toContain('no-prefix-0123456789');
  await live.close();
  const [line] = linesOf(file);
  expect(line?.response.chunks).toEqual([[expect.any(Number), `you said Bearer ${'*'.repeat(20)}, and so`]]);
  expect(line?.response.hidden).toBe(20);
});

test('where a secret was hidden the replay differs, and nowhere else', async () => {
  const key = 'sk-the-key-0123456789abcdef';
  const answer = `{"error":"wrong key ${key}"}`;
  const upstream = keep(
    await httpUpstream((_, res) => res.writeHead(401, { 'Content-Length': answer.length }).end(answer)),
  );
  const file = tape();
  const ask = async (url: string) => (await chat(url, { key })).text();
  const live = await gateway(`upstream: ${upstream.url}\nrecord: ${file}`);
  const first = await ask(live.url);
  await live.close();
  const replay = await gateway(`upstream: { replay: ${file} }`);
  expect(await ask(replay.url)).toBe(first.replace(key, '*'.repeat(key.length)));
});

const key = 'sk-spelled-out-0123456789';

test.each([
  [
    'its events spell a secret out',
    { 'Content-Type': 'text/event-stream' },
    [...key].map((letter) => `data: {"choices":[{"delta":{"content":"${letter}"}}]}\n\n`).join(''),
  ],
  [
    'a secret is within its coding "gzip", where it cannot be hidden',
    { 'Content-Encoding': 'gzip' },
    gzipSync(`{"key":"${key}"}`),
  ],
  ['its coding "mine" cannot be read, so that it may hold a secret', { 'Content-Encoding': 'mine' }, 'xyz'],
])('is not recorded: %s', async (why, headers, body) => {
  const upstream = keep(await httpUpstream((_, res) => res.writeHead(200, headers).end(body)));
  const file = tape();
  const live = await gateway(`upstream: ${upstream.url}\nrecord: ${file}`);
  const authorization = `Bearer ${key}`;
  const reply = await curl({ url: `${live.url}/v1/models`, headers: { authorization } });
  expect(reply.body.toString('latin1')).toBe(Buffer.from(body).toString('latin1'));
  await live.close();
  expect(linesOf(file)).toEqual([]);
  expect(noticesOf(live)).toEqual([`tape-skipped: GET /v1/models is not on the tape: ${why}`]);
});

test('prose about Bearer tokens stays as it is', async () => {
  const text = 'Send a Bearer token. Bearer authentication is RFC 6750.';
  const upstream = keep(await httpUpstream((_, res) => res.end(text)));
  const file = tape();
  const live = await gateway(`upstream: ${upstream.url}\nrecord: ${file}`);
  await (await fetch(`${live.url}/v1/models`)).text();
  await live.close();
  expect(linesOf(file)[0]?.response.chunks).toEqual([[expect.any(Number), text]]);
});
