import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { connectGateway } from '../../src/control/connect.ts';
import { type Serving, serving } from '../helpers/command.ts';
import { startGateway } from '../helpers/gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-stops-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [state, stopFile, scenario] = ['state.jsonl', 'stop', 'down.yaml'].map((name) => join(folder, name));
writeFileSync(scenario as string, 'scenario: Down\nplatform: token-factory\nrules: [{ faults: [503] }]\n');
const given = [scenario, '--control-token', 'none', '--state', state, '--stop-file', stopFile] as string[];

async function status({ url }: Serving): Promise<number> {
  const answer = await fetch(`${url}/v1/models`, { headers: { authorization: 'Bearer sk-oais-any' } });
  await answer.arrayBuffer();
  return answer.status;
}

const control = ({ controlUrl: url }: Serving) => connectGateway({ url, token: null });
const latchOf = async (gateway: Serving) => (await control(gateway).showScenario()).latch;
const stopped = (gateway: Serving, by: string) =>
  vi.waitFor(async () => expect(await latchOf(gateway)).toMatchObject({ by }), { timeout: 20_000 });

/** Ends it at once, as a crash does. */
async function killed({ child }: Serving): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('a gateway killed while faults are stopped comes back so, one killed in a drill without', async () => {
  const first = await serving(given);
  expect(await status(first)).toBe(503);
  first.child.kill('SIGUSR1');
  await stopped(first, 'signal');
  expect(await status(first)).toBe(200);
  // Answered once it is kept.
  await control(first).stopFaults({ reason: 'again' });
  await killed(first);

  const second = await serving(given);
  expect([await status(second), await latchOf(second)]).toMatchObject([200, { reason: 'SIGUSR1' }]);
  await expect(control(second).beginDrill({ drill: 'one', lease: '1h' })).rejects.toThrow('SIGUSR1');
  await expect(control(second).resumeFaults()).rejects.toThrow('say why');
  await control(second).resumeFaults({ reason: 'a false alarm' });
  expect(await status(second)).toBe(503);
  const { drill } = await control(second).beginDrill({ drill: 'one', lease: '1h' });
  await control(second).enterStage({ id: drill.id, stage: 'inject', rules: [{ faults: [404] }] });
  expect(await status(second)).toBe(404);
  await killed(second);

  const third = await serving(given);
  expect([await status(third), await control(third).showDrill()]).toEqual([503, { drill: null }]);
  await expect(control(third).renewLease({ id: drill.id })).rejects.toThrow('before a restart');
  writeFileSync(stopFile as string, '');
  await stopped(third, 'stop-file');
  expect(await status(third)).toBe(200);
  // While the file is there, a release does not last.
  await control(third).resumeFaults({ reason: 'the file is forgotten' });
  await stopped(third, 'stop-file');
  rmSync(stopFile as string);
  expect(await latchOf(third)).toMatchObject({ by: 'stop-file' });
  await killed(third);
}, 120_000);

test('a file that exists before the start stops faults from the first request on', async () => {
  writeFileSync(stopFile as string, '');
  const gateway = await serving([
    scenario as string,
    '--control-token',
    'none',
    '--stop-file',
    stopFile as string,
  ]);
  expect(await status(gateway)).toBe(200);
  await killed(gateway);
  rmSync(stopFile as string);
}, 60_000);

test('a connection that is accepted in silence is closed by a stop', async () => {
  const fault = '{ connection-stall: { for: 2m } }';
  const started = await startGateway({
    scenario: `{ scenario: Held, platform: token-factory, rules: [{ faults: [${fault}] }] }`,
  });
  const socket = connect(Number(new URL(started.url).port), '127.0.0.1').resume();
  const { journal, steering } = started.gateway;
  await vi.waitFor(() => expect(journal.entries(0)).toMatchObject([{ welcome: 'stall' }]), {
    timeout: 20_000,
  });
  const closed = once(socket, 'close');
  await steering.stopFaults(null);
  await closed;
  await started.close();
});
