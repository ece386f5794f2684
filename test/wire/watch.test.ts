import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Serving, serving } from '../helpers/command.ts';
import { workshop } from '../helpers/drill.ts';
import { eventually } from '../helpers/upstreams.ts';

const { folder, write } = workshop();

async function answer({ url }: Serving, name = ''): Promise<string> {
  const headers = { authorization: 'Bearer sk-any', connection: 'close' };
  const response = await fetch(`${url}${name}/v1/models`, { headers });
  const { error } = (await response.json()) as { readonly error?: { readonly message: string } };
  return error?.message.startsWith('Ours') ? error.message : `${response.status}`;
}

async function answers(gateway: Serving, count: number): Promise<readonly string[]> {
  const seen: string[] = [];
  while (seen.length < count) seen.push(await answer(gateway));
  return seen;
}

/** How often the log has said it. */
const times = (gateway: Serving, text: string) => gateway.err().split(text).length - 1;

const version = (second: number) => `seed: 1
rules:
  - { id: first, times: 2, faults: [503] }
  - { id: second, times: 3, faults: [${second}] }
`;

test('--watch reads what a mounted folder, a link and an editor change; others count on', async () => {
  // As Kubernetes mounts a ConfigMap.
  const set = join(folder, 'set');
  for (const each of ['', '..v1', '..v2']) mkdirSync(join(set, each));
  write('set/..v1/s.yaml', version(500));
  write('set/..v2/s.yaml', version(502));
  symlinkSync('..v1', join(set, '..data'));
  symlinkSync('..data/s.yaml', join(set, 's.yaml'));
  const gateway = await serving([set, '--watch']);
  expect(await answers(gateway, 3)).toEqual(['503', '503', '500']);

  symlinkSync('..v2', join(set, '..data_tmp'));
  renameSync(join(set, '..data_tmp'), join(set, '..data'));
  const says = String.raw`rule \"second\" changed; the counting of rule \"first\" goes on`;
  await eventually(() => times(gateway, says) === 1);
  expect(await answers(gateway, 2)).toEqual(['502', '502']);

  const now = new Date();
  utimesSync(join(set, '..v2/s.yaml'), now, now);
  write('set/new.yaml', 'rules: [{ faults: [429] }]\n');
  await eventually(() => times(gateway, '/@new plays it') === 1);
  expect([await answer(gateway, '/@new'), ...(await answers(gateway, 2))]).toEqual(['429', '502', '200']);

  rmSync(set, { recursive: true });
  await eventually(() => times(gateway, 's.yaml: no such file') === 1);
  mkdirSync(set);
  write('set/s.yaml', 'rules: [{ id: last, faults: [401] }]\n');
  await eventually(async () => (await answer(gateway)) === '401');
  expect(times(gateway, 'read again')).toBe(2);
  await gateway.stop();
});

const platform = (message: string) => `name: mine
extends: token-factory
errors: { no-healthy-upstream: { message: ${message} } }
`;

test("--watch reads the platform's file, and one that comes later; rules count on", async () => {
  write('mine.yaml', platform('Ours is busy'));
  const busy = 'rules: [{ id: busy, times: 5, faults: [no-healthy-upstream] }]\n';
  const file = write('ours.yaml', `platform: ./mine.yaml\n${busy}`);
  const gateway = await serving([file, '--watch']);
  expect(await answers(gateway, 2)).toEqual(['Ours is busy', 'Ours is busy']);

  write('mine.yaml', platform('Ours is too busy'));
  await eventually(
    () => times(gateway, String.raw`platform changed; the counting of rule \"busy\" goes on`) === 1,
  );
  expect(await answers(gateway, 2)).toEqual(['Ours is too busy', 'Ours is too busy']);

  // A platform that is not there yet.
  write('ours.yaml', `platform: ./later.yaml\n${busy}`);
  await eventually(() => times(gateway, 'later.yaml: no such file') === 1);
  write('later.yaml', platform('Ours is new'));
  await eventually(() => times(gateway, 'platform changed') === 2);
  expect(await answers(gateway, 2)).toEqual(['Ours is new', '200']);
  await gateway.stop();
});
