import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { createLab } from '../../src/tls/certificates/lab.ts';
import { validKey } from '../helpers/facts.ts';
import { journalOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { needs, systemPython } from '../helpers/system.ts';

/*
 * What README says of HTTPS_PROXY: which runtimes obey it, and that the others take their key to the
 * real host.
 */

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'badgateway-proxy-'));
const ca = join(folder, 'ca.pem');
const lab = createLab({ names: ['api.example'], clock: systemClock, directory: null });

/** The real host, and the gateway that is set as a proxy. Both have a certificate for api.example. */
let host: StartedGateway;
let proxy: StartedGateway;
let requestsBefore = { host: 0, proxy: 0 };

const count = (started: StartedGateway) => journalOf(started).filter(({ kind }) => kind === 'request').length;

beforeAll(async () => {
  [host, proxy] = await Promise.all([startGateway({ lab }), startGateway({ lab })]);
  writeFileSync(ca, host.gateway.ca);
});

afterAll(async () => {
  await Promise.all([host.close(), proxy.close()]);
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  requestsBefore = { host: count(host), proxy: count(proxy) };
});

type Words = readonly [file: string, ...args: string[]];

/** Runs a client with nothing in its environment but the proxy and the root; what it printed. */
function asked([file, ...args]: Words, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const env = {
    ...{ PATH: process.env['PATH'], HTTPS_PROXY: proxy.url, LOOPBACK_NAMES: 'api.example', ...more },
    ...{ NODE_EXTRA_CA_CERTS: ca, CURL_CA_BUNDLE: ca, REQUESTS_CA_BUNDLE: ca, SSL_CERT_FILE: ca },
  };
  return new Promise((resolve) => {
    execFile(file, args, { env, cwd: inRoot('.') }, (error, out, err) =>
      resolve(error === null ? out.trim() : err),
    );
  });
}

const api = () => `https://api.example:${new URL(host.url).port}/v1`;
const names = ['--import', inRoot('test/helpers/loopback-names.mjs')];
const agent = ['--import', inRoot('examples/env-proxy.mjs')];

const programs = {
  fetch: () => `const { status } = await fetch('${api()}/models', {
    headers: { authorization: 'Bearer ${validKey}' } });
    console.log(status);`,
  'the openai SDK': () => `import OpenAI from 'openai';
    const client = new OpenAI({ apiKey: '${validKey}', baseURL: '${api()}', maxRetries: 0 });
    const { response } = await client.models.list().withResponse();
    console.log(response.status);`,
} as const;

type Program = keyof typeof programs;

const node = (program: Program, flags: readonly string[]): Words => [
  process.execPath,
  ...names,
  ...flags,
  '--input-type=module',
  '-e',
  programs[program](),
];

const reached = () => ({
  host: count(host) - requestsBefore.host,
  proxy: count(proxy) - requestsBefore.proxy,
});
const each = test.each(Object.keys(programs) as Program[]);

each('%s does not obey HTTPS_PROXY by itself: its key reaches the real host', async (program) => {
  expect(await asked(node(program, []))).toBe('200');
  expect(reached()).toEqual({ host: 1, proxy: 0 });
});

each('%s obeys it with EnvHttpProxyAgent, on every Node', async (program) => {
  expect(await asked(node(program, agent))).toBe('200');
  expect(reached()).toEqual({ host: 0, proxy: 1 });
});

const knows = process.allowedNodeEnvironmentFlags.has('--use-env-proxy');

each('%s obeys it with NODE_USE_ENV_PROXY=1, on a Node that knows it', async (program) => {
  expect(await asked(node(program, []), { NODE_USE_ENV_PROXY: '1' })).toBe('200');
  expect(reached()).toEqual(knows ? { host: 0, proxy: 1 } : { host: 1, proxy: 0 });
});

each('%s obeys it with --use-env-proxy; a Node that does not know it does not start', async (program) => {
  const said = await asked(node(program, ['--use-env-proxy']));
  expect(said).toMatch(knows ? /^200$/ : /bad option: --use-env-proxy/);
  expect(reached()).toEqual({ host: 0, proxy: knows ? 1 : 0 });
});

test('Node knows it from 24.5, and from 22.21', () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  expect(knows).toBe(major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21));
});

const python = (ask: string): Words => [
  systemPython,
  '-c',
  `headers = {'authorization': 'Bearer ${validKey}'}\nurl = '${api()}/models'\n${ask}`,
];
const others: Readonly<Record<string, () => Words>> = {
  curl: () => [
    ...(['curl', '-sS', '-o', '/dev/null', '-w', '%{http_code}'] as const),
    ...['-H', `authorization: Bearer ${validKey}`, `${api()}/models`],
  ],
  requests: () => python('import requests; print(requests.get(url, headers=headers).status_code)'),
  httpx: () => python('import httpx; print(httpx.get(url, headers=headers).status_code)'),
  urllib: () =>
    python('import urllib.request as u; print(u.urlopen(u.Request(url, headers=headers)).status)'),
};

needs('curl', 'requests', 'httpx').each(Object.entries(others))('%s obeys HTTPS_PROXY', async (_, words) => {
  expect(await asked(words())).toBe('200');
  expect(reached()).toEqual({ host: 0, proxy: 1 });
});
