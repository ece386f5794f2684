import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { python } from '../helpers/clients/python.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';

/** One connection for all; what httpx saw: version, status and the end of the body, or its exception. */
const script = `
import json, sys
import httpx

url, ca, key, body, cases = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], json.loads(sys.argv[5])
headers = {'Authorization': 'Bearer ' + key, 'Content-Type': 'application/json'}

def see(client, case):
    try:
        answer = client.post(url, content=body, headers={**headers, 'x-case': case})
        return [answer.http_version, answer.status_code, answer.text[-14:].strip()]
    except Exception as error:
        return type(error).__name__ + ' ' + str(error)

with httpx.Client(http2=True, verify=ca, timeout=10, trust_env=False) as client:
    print(json.dumps([see(client, case) for case in cases]))
`;

const whole = ['HTTP/2', 200, 'data: [DONE]'];

/** What httpx comes away with, and how the journal has it. */
const cases: Readonly<Record<string, readonly [item: unknown, seen: unknown, ending: string]>> = {
  healthy: ['ok', whole, 'complete'],
  error: [{ error: 429 }, ['HTTP/2', 429, expect.any(String)], 'complete'],
  stall: [{ 'stream-stall': { for: '20ms' } }, whole, 'complete'],
  'rst-stream': ['rst-stream', expect.stringMatching(/^RemoteProtocolError .*error_code:7/), 'severed'],
  'rst-in-body': [
    { 'rst-stream': { frames: 2, code: 'INTERNAL_ERROR' } },
    expect.stringMatching(/^RemoteProtocolError .*error_code:2/),
    'severed',
  ],
  disconnect: ['disconnect', expect.stringMatching(/^RemoteProtocolError /), 'severed'],
  again: ['ok', whole, 'complete'],
  // The last: this httpx keeps a connection that GOAWAY has ended, and sends nothing more.
  goaway: ['goaway', expect.stringMatching(/^RemoteProtocolError .*error_code:11/), 'severed'],
};

const folder = mkdtempSync(join(tmpdir(), 'http2-python-'));
const ca = join(folder, 'ca.pem');
let started: StartedGateway;

beforeAll(async () => {
  const rules = Object.entries(cases)
    .filter(([, [item]]) => item !== 'ok')
    .map(([id, [item]]) => ({ id, when: { header: { 'x-case': id } }, faults: [item] }));
  started = await startGateway({ scenario: JSON.stringify({ http2: true, rules }) });
  writeFileSync(ca, started.gateway.ca);
});
afterAll(async () => {
  await started.close();
  rmSync(folder, { recursive: true });
});

needs('httpx', 'h2')('httpx speaks HTTP/2, and meets each fault as it is', async () => {
  const names = Object.keys(cases);
  const url = `${started.tlsUrl}/v1/chat/completions`;
  const body = chatBody({ stream: true });
  const seen = await python(script, [url, ca, validKey, body, JSON.stringify(names)]);
  expect(seen).toEqual(Object.values(cases).map(([, expected]) => expected));
  const entries = await requestsOf(started, names.length);
  expect(entries.map(({ httpVersion, played }) => [httpVersion, played.ending])).toEqual(
    Object.values(cases).map(([, , ending]) => ['2.0', ending]),
  );
});
