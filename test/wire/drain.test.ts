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
  writeFileSync(file, `scenario: ${name}\nrules:\n  - faults: [${faults}]\n`);
  return file;
}

/** Sends requests that will not be answered; each promise tells how it ended. */
function hangUpon({ url }: Serving, count: number): Promise<string>[] {
  const agent = new Agent({ maxSockets: count });
  const { hostname, port } = new URL(url);
  return Array.from({ length: count }, () => {
    const options = { hostname, port, agent, path: '/v1/chat/completions', method: 'POST' };
    const sent: ClientRequest = request({ ...options, headers: { authorization: 'Bearer sk-any' } });
    sent.end(chatBody());
    return new Promise((resolve) => {
      sent.once('error', (error) => resolve(error.message));
      sent.once('response', (response) => response.resume().once('close', () => resolve('answered')));
    });
  });
}

const linesOf = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1;

test.each(['SIGTERM', 'SIGINT'] as const)(
  '500 hung requests, then %s: all end, exit code 0',
  async (signal) => {
    const journal = join(folder, `${signal}.jsonl`);
    const gateway = await serving([scenarioFile(`hang-${signal}`, 'hang'), '--journal', journal]);
    const hung = hangUpon(gateway, 500);
    await eventually(() => linesOf(journal) >= 500);
    expect(await gateway.stop(signal)).toBe(0);
    expect(new Set(await Promise.all(hung))).toEqual(new Set(['socket hang up']));
    const entries = readFileSync(journal, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const requests = entries.filter(({ kind }) => kind === 'request');
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
  const gateway = await serving([scenarioFile('twice', 'hang')]);
  const [hung] = hangUpon(gateway, 1);
  const exit = gateway.stop('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 50));
  gateway.child.kill('SIGINT');
  expect(await exit).toBe(0);
  expect(await hung).toMatch(/socket hang up|ECONNRESET|ECONNREFUSED/);
});
