import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { chat, type StartedGateway, startGateway } from '../helpers/gateway.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const controlToken = 'a-token-of-this-test';
const mib = 1_048_576;

/** As many as are asked for, or as the system lets one process open. */
const allowed = Number(spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).stdout);
const many = Math.min(10_000, Number.isNaN(allowed) ? 10_000 : allowed - 500);
const served = 100;

let started: StartedGateway;
let readers: ChildProcess;
/** What the gateway would do to those that do not even read the notice, 10 s after it was sent. */
const farewells: (() => void)[] = [];

beforeAll(async () => {
  const clock = {
    ...systemClock,
    after(ms: number, callback: () => void) {
      if (ms !== 10_000) return systemClock.after(ms, callback);
      farewells.push(callback);
      return () => {};
    },
  };
  started = await startGateway({ controlToken, clock });
  readers = fork(fileURLToPath(new URL('../helpers/slow-readers.mjs', import.meta.url)), { execArgv: [] });
});
afterAll(async () => {
  readers.kill();
  await started.close();
});

async function tell(ask: 'open' | 'read' | 'stay', count = 0): Promise<unknown> {
  const port = Number(new URL(started.gateway.controlUrl).port);
  const answer = once(readers, 'message');
  readers.send({ ask, count, port, path: '/events', token: controlToken });
  return (await answer)[0];
}

/** Bytes that are in use, without garbage. */
function held(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** As many journal entries as fit into the buffers of a socket, and then into the journal, and more. */
async function overrun(): Promise<void> {
  const { journal } = started.gateway;
  const notice = { kind: 'notice', at: 0, scenario: 'healthy', label: '', notice: 'steered' } as const;
  for (let n = 0; n < 3_000; n += 1) {
    journal.append({ ...notice, says: `${n} ${'x'.repeat(16_000)}` });
    if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

test('readers that do not read cost neither memory nor answers, and are sent away', async () => {
  const before = held();
  expect(await tell('open', many)).toEqual({
    '200 text/event-stream': served,
    '503 application/problem+json': many - served,
  });
  const answers = Array.from({ length: 50 }, () => chat(started.url));
  await overrun();
  expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
  // The journal itself holds 32 MiB.
  expect((held() - before) / mib).toBeLessThan(150);
  expect(farewells).toHaveLength(served);
  expect(await tell('read')).toBe(served);

  const { controlUrl } = started.gateway;
  const headers = { authorization: `Bearer ${controlToken}` };
  const late = await fetch(`${controlUrl}/events?since=1`, { headers });
  const reading = late.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reading?.read())?.value).toMatch(/^: badgateway\n\nevent: lost\ndata: \{"entries":\d+,/);
  await reading?.cancel();

  // Their places are free again. A reader that does not read the notice either is cut off.
  expect(await tell('open', 3)).toEqual({ '200 text/event-stream': 3 });
  await overrun();
  for (const cutOff of farewells.splice(0)) cutOff();
  expect(await tell('read')).toBe(0);

  expect(await tell('open', 3)).toEqual({ '200 text/event-stream': 3 });
  expect(await tell('stay')).toBe('staying');
  const ended = once(readers, 'message');
  await started.close();
  expect(await ended).toEqual([3, undefined]);
}, 90_000);
