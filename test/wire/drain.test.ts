import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Serving, serving } from '../helpers/command.ts';
import { chatBody } from '../helpers/gateway.ts';
import { eventually } from '../helpers/upstreams.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));

function scenarioFile(name: string, faults: string): string {
  const file = join(folder, `${name}.yaml`);
  const rule = `  - when: { path: /v1/chat/completions }\n    faults: [${faults}]\n`;
  writeFileSync(file, `scenario: ${name}\nrules:\n${rule}`);
  return file;
}

interface Hung {
  /** Resolves when the whole request was handed to the system. */
  readonly written: Promise<void>;
  /** How it ended. */
  readonly ended: Promise<string>;
}

/** Sends requests that will not be answered. */
function hangUpon({ url }: Serving, count: number): Hung[] {
  const agent = new Agent({ maxSockets: count });
  const { hostname, port } = new URL(url);
  return Array.from({ length: count }, () => {
    const options = { hostname, port, agent, path: '/v1/chat/completions', method: 'POST' };
    const sent: ClientRequest = request({ ...options, headers: { authorization: 'Bearer sk-any' } });
    const written = new Promise<void>((resolve) => sent.end(chatBody(), resolve));
    const ended = new Promise<string>((resolve) => {
      sent.once('error', (error) => resolve(error.message));
      sent.once('response', (response) => response.resume().once('close', () => resolve('answered')));
    });
    return { written, ended };
  });
}

/**
 * Resolves when the gateway has read all of them. The journal shows that their connections were accepted; a
 * request that is sent after their last byte is read after them.
 */
async function allRead({ url }: Serving, hung: readonly Hung[], journal: string): Promise<void> {
  await eventually(() => linesOf(journal) >= hung.length);
  await Promise.all(hung.map(({ written }) => written));
  const { status } = await fetch(`${url}/v1/models`, { headers: { authorization: 'Bearer sk-any' } });
  expect(status).toBe(200);
}

const linesOf = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1;

test.each(['SIGTERM', 'SIGINT'] as const)(
  '500 hung requests, then %s: all end, exit code 0',
  async (signal) => {
    const journal = join(folder, `${signal}.jsonl`);
    const gateway = await serving([scenarioFile(`hang-${signal}`, 'hang'), '--journal', journal]);
    const hung = hangUpon(gateway, 500);
    await allRead(gateway, hung, journal);
    expect(await gateway.stop(signal)).toBe(0);
    expect(new Set(await Promise.all(hung.map(({ ended }) => ended)))).toEqual(new Set(['socket hang up']));
    const entries = readFileSync(journal, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const requests = entries.filter(({ kind, route }) => kind === 'request' && route === 'chat');
    expect(requests).toHaveLength(500);
    expect(new Set(requests.map(({ played }) => played.ending))).toEqual(new Set(['drained']));
  },
);

test('an answer that is under way is finished before the gateway leaves', async () => {
  const gateway = await serving([scenarioFile('slow', 'slow-first-byte: 500ms')]);
  const headers = { authorization: 'Bearer sk-any', 'content-type': 'application/json' };
  // The head has come, the body has not.
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers,
    body: chatBody(),
  });
  const exit = gateway.stop();
  expect(await response.json()).toMatchObject({ object: 'chat.completion' });
  expect(await exit).toBe(0);
});

test('a second signal ends what hangs at once', async () => {
  const journal = join(folder, 'twice.jsonl');
  const gateway = await serving([scenarioFile('twice', 'hang'), '--journal', journal]);
  const hung = hangUpon(gateway, 1);
  await allRead(gateway, hung, journal);
  const exit = gateway.stop('SIGINT');
  // A closing gateway is not ready; then the first signal was taken, and the second is one of its own.
  await eventually(async () => (await fetch(`${gateway.controlUrl}/health`)).status === 503);
  gateway.child.kill('SIGINT');
  expect(await exit).toBe(0);
  expect(await hung[0]?.ended).toBe('socket hang up');
});
