import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exported } from '../../src/command/describe-ca.ts';
import { badgateway, type Serving, serving } from '../helpers/command.ts';
import { needs, systemPython } from '../helpers/system.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway ca-'));
let exported: Exported;
let gateway: Serving;

beforeAll(async () => {
  const { out } = await badgateway(['ca', '--json', '--corporate', '--client', '--ca-dir', folder]);
  exported = JSON.parse(out) as Exported;
  gateway = await serving(['--ca-dir', folder]);
});

afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

/** Runs a line as a person would who has set nothing else; its output, or what it complained of. */
function inShell(line: string): Promise<string> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], HOME: folder };
    execFile('sh', ['-c', line], { env }, (error, out, err) => resolve(error === null ? out.trim() : err));
  });
}

const authorization = 'Bearer sk-any';

const byFetch = `fetch(process.argv[1], { headers: { authorization: '${authorization}' } })
  .then(({ status }) => console.log(status), ({ cause }) => { console.error(cause.code); process.exit(1); })`;
const byHttps = `require('node:https')
  .get(process.argv[1], { headers: { authorization: '${authorization}' } })
  .on('response', (response) => { console.log(response.statusCode); response.destroy(); })`;
const python = (ask: string) =>
  `import sys, urllib.request\nheaders = {'authorization': '${authorization}'}\nurl = sys.argv[1]\n${ask}`;
const byRequests = python('import requests; print(requests.get(url, headers=headers).status_code)');
const byHttpx = python('import httpx; print(httpx.get(url, headers=headers).status_code)');
const byUrllib = python('print(urllib.request.urlopen(urllib.request.Request(url, headers=headers)).status)');

const program = (command: string, flag: string, text: string) =>
  `${command} ${flag} "$(cat <<'.'\n${text}\n.\n)"`;
const curl = `-sS -o /dev/null -w '%{http_code}' -H 'authorization: ${authorization}'`;

/** Runtime as it is printed, and what asks by it for the URL that follows. */
const clients = {
  fetch: ['Node: fetch, https, openai', program(process.execPath, '-e', byFetch)],
  https: ['Node: fetch, https, openai', program(process.execPath, '-e', byHttps)],
  requests: ['Python: requests', program(systemPython, '-c', byRequests)],
  httpx: ['Python: httpx, openai, urllib', program(systemPython, '-c', byHttpx)],
  urllib: ['Python: httpx, openai, urllib', program(systemPython, '-c', byUrllib)],
  curl: ['curl', `curl ${curl}`],
} as const;

async function passes(name: keyof typeof clients): Promise<void> {
  const [runtime, client] = clients[name];
  const url = `${gateway.ready['tlsUrl']}/v1/models`;
  const line = exported.root.lines.find((each) => each.runtime === runtime)?.line;
  expect(await inShell(`${client} ${url}`)).not.toBe('200');
  expect(await inShell(`${line}\n${client} ${url}`)).toBe('200');
}

test.each(['fetch', 'https'] as const)(
  '%s gets through with the line that is printed, and not without',
  passes,
);

needs('requests', 'httpx').each(['requests', 'httpx', 'urllib'] as const)(
  '%s gets through with the line that is printed, and not without',
  passes,
);

const withCurl = needs('curl');

withCurl('curl gets through with either line that is printed, and not without', async () => {
  await passes('curl');
  const once = exported.root.lines.find(({ runtime }) => runtime === 'curl, once')?.line;
  expect(await inShell(`${once} ${curl} ${gateway.ready['tlsUrl']}/v1/models`)).toBe('200');
});

withCurl("the corporate proxy's certificate is taken with its own root, and with no other", async () => {
  const file = join(folder, 'corporate.yaml');
  writeFileSync(file, 'rules:\n  - faults: [{ tls-certificate: corporate-proxy }]\n');
  const bad = await serving([file, '--ca-dir', folder]);
  const ask = (root: string | undefined) =>
    inShell(`curl --cacert '${root}' ${curl} ${bad.ready['tlsUrl']}/v1/models`);
  expect(await ask(exported.root.ca)).toContain('curl: (60)');
  expect(await ask(exported.corporate?.ca)).toBe('200');
  await bad.stop();
});

withCurl('the line for a client certificate gets through where one is required', async () => {
  const file = join(folder, 'client.yaml');
  writeFileSync(file, 'rules:\n  - faults: [tls-client-certificate]\n');
  const bad = await serving([file, '--ca-dir', folder]);
  const url = String(bad.ready['tlsUrl']);
  const line = exported.client?.line.replace('https://localhost:4010', url) ?? '';
  expect(await inShell(`${line} -sS -o /dev/null -w '%{http_code}'`)).toBe('200');
  expect(await inShell(`curl --cacert '${exported.root.ca}' ${curl} ${url}/v1/models`)).toMatch(/^curl: \(/);
  await bad.stop();
});

test('the ready line names the file of the root, and the https URL', () => {
  expect(gateway.ready).toMatchObject({
    ca: join(folder, 'ca.pem'),
    tlsUrl: gateway.url.replace('http://127.0.0.1', 'https://localhost'),
  });
});

test('without a folder the root lives in memory, and no file is named', async () => {
  const other = await serving([]);
  expect(other.ready['ca']).toBeNull();
  await other.stop();
});
