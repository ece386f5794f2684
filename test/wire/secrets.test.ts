import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { badgateway, serving } from '../helpers/command.ts';
import { chatBody } from '../helpers/gateway.ts';
import { eventually, httpUpstream } from '../helpers/upstreams.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Long enough that no part of a log holds it by chance. */
const secret = fc
  .tuple(fc.constantFrom('sk-oais-', 'sk-', 'dtk_', ''), fc.stringMatching(/^[A-Za-z0-9_-]{24,48}$/))
  .map(([prefix, rest]) => prefix + rest);

/** What may be shown of a key: five characters and the last four. */
const middleOf = (key: string) => key.slice(5, -4);

const routes = ['/v1/chat/completions', '/v1/models', '/v1/nowhere', '/@no-such-scenario/v1', '/api/keys'];

interface Planted {
  readonly key: string;
  readonly query: string;
  readonly cookie: string;
  readonly path: string;
  readonly scheme: string;
}

const planted: fc.Arbitrary<Planted> = fc.record({
  key: secret,
  query: secret,
  cookie: secret,
  path: fc.constantFrom(...routes),
  scheme: fc.constantFrom('Bearer', 'bearer', 'Basic', 'Token'),
});

async function send(url: string, { key, query, cookie, path, scheme }: Planted): Promise<void> {
  const response = await fetch(`${url}${path}?api-key=${query}&token=${encodeURIComponent(query)}`, {
    method: 'POST',
    headers: {
      authorization: `${scheme} ${key}`,
      'x-api-key': key,
      cookie: `session=${cookie}`,
      referer: `http://app.example/?access_token=${query}`,
    },
    body: chatBody({ prompt: key }),
  });
  await response.arrayBuffer();
}

test('no key that a client, a file or an upstream brings reaches journal, log or output', async () => {
  const upstream = await httpUpstream((req, res) => {
    res.writeHead(200, {
      'Set-Cookie': `session=${req.headers.cookie ?? ''}`,
      Location: `/?token=${req.url}`,
    });
    res.end('{}');
  });
  const inFile = 'sk-in-the-file-0123456789abcdefghijkl';
  const file = join(folder, 'secrets.yaml');
  const rules = `rules:
  - { id: keyed, when: { key: "${inFile}" }, faults: [500] }
  - { id: flaky, chance: 0.3, faults: [{ error: { code: invalid_api_key } }] }
`;
  writeFileSync(file, `upstream: { url: "${upstream.url}", key: "env:UPSTREAM_KEY" }\n${rules}`);
  const ofUpstream = 'sk-of-the-upstream-0123456789abcdefgh';
  const journal = join(folder, 'journal.jsonl');
  const kept = ['--journal', journal, '--journal-bodies', '4KiB'];
  const gateway = await serving([file, ...kept, '--log-level', 'debug'], {
    env: { UPSTREAM_KEY: ofUpstream },
  });
  const sent = [...fc.sample(planted, { numRuns: 60, seed: 42 })];
  for (const one of sent) await send(gateway.url, one);
  await send(gateway.url, {
    key: inFile,
    query: 'x'.repeat(30),
    cookie: 'y'.repeat(30),
    path: routes[0] ?? '',
    scheme: 'Bearer',
  });
  await eventually(() => readFileSync(journal, 'utf8').includes('keyed'));
  expect(await gateway.stop()).toBe(0);
  await upstream.close();

  const sinks = readFileSync(journal, 'utf8') + gateway.err() + JSON.stringify(gateway.ready);
  expect(sinks).toContain('"kind":"request"');
  expect(sinks).toContain('"state":"whole"');
  expect(gateway.err()).toContain('injected');
  const secrets = [...sent.flatMap(({ key, query, cookie }) => [key, query, cookie]), inFile, ofUpstream];
  expect(secrets.filter((text) => sinks.includes(middleOf(text)))).toEqual([]);
});

test('a broken file is shown without its keys', async () => {
  const file = join(folder, 'broken.yaml');
  writeFileSync(file, 'stub: { keys: [sk-abcdefghijklmnopqrstuvwxyz0123456789], kyes: 1 }\nruls: []\n');
  const { code, out } = await badgateway(['check', file]);
  expect(code).toBe(2);
  expect(out).toContain('did you mean "keys"?');
  expect(out).not.toContain('ghijklmnopqrstuvwxyz');
});
