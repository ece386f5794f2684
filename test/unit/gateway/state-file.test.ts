import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { KeptAdmission } from '../../../src/admission/state/admission-state.ts';
import { readState, type State, writeState } from '../../../src/gateway/state-file.ts';
import { findAlgorithm } from '../../../src/limits/index.ts';
import type { StoredLimit } from '../../../src/store/limit-store.ts';
import { MemoryLimitStore } from '../../../src/store/memory.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hexOf = (number: number) => number.toString(16).padStart(64, '0');
const admission: KeptAdmission = {
  keys: {
    ...{ at: 1_000, added: 2, made: 1, retired: [hexOf(7)] },
    keys: [
      {
        ...{ id: 'key_2', name: 'of a client', created: 1, uses: 3, listed: null, secret: hexOf(8) },
        ...{ revocation: 'asked', planned: 'done', rotation: { to: hexOf(9), leftMs: null } },
      },
    ],
  },
  replicas: [{ model: 'a/*', healthy: 0 }],
};
const kept = (keys: number) => ({
  ...{ at: 1_000, refusals: 7 },
  usages: Array.from({ length: keys }, (_, key) => ({ digest: hexOf(key), saved: [key, 5] })),
});

test('what was written is read, for its owner alone, in the place of what was there', async () => {
  const file = join(folder, 'state.jsonl');
  writeFileSync(file, 'before', { mode: 0o644 });
  const state: State = {
    salt: '0'.repeat(32),
    runs: [
      {
        scenario: 'a',
        label: '',
        levels: [
          { id: 'one', counts: 'c', kept: kept(1_203) },
          { id: 'two', counts: 'd', kept: kept(0) },
        ],
        admission,
      },
      { scenario: 'a', label: 'b', levels: [{ id: 'one', counts: 'c', kept: kept(2) }], admission: null },
      { scenario: 'c', label: '', levels: [], admission },
    ],
  };
  await writeState(file, state);
  expect(readState(file)).toEqual(state);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('of more keys than a file holds, those that were used last are written', async () => {
  const file = join(folder, 'many.jsonl');
  const levels = [{ id: 'one', counts: 'c', kept: kept(100_010) }];
  await writeState(file, { salt: '0'.repeat(32), runs: [{ scenario: 'a', label: '', levels, admission }] });
  expect(readFileSync(file, 'utf8').split('\n').length).toBe(100_000 + 4);
});

test('a file that is not there is an empty state, and one that cannot be read is told', () => {
  expect(readState(join(folder, 'none'))).toBeNull();
  expect(() => readState(folder)).toThrow(`Failed to read --state ${folder}: it is a folder; name a file`);
});

const minute: StoredLimit = {
  ...{ id: 'minute', algorithm: findAlgorithm('fixed-window') as StoredLimit['algorithm'] },
  ...{ allowance: { amount: 2, perMs: 60_000 }, enforcement: 'enforced' },
};
const charge = (key: string) => ({ limit: minute, key, room: 1, amount: 1 });
const digestOf = (key: string) => `digest of ${key}`;

function restarted(store: MemoryLimitStore, now: number): MemoryLimitStore {
  const after = new MemoryLimitStore();
  const { usages, ...saved } = store.save(minute, digestOf, now);
  expect(after.restore(minute, { ...saved, usages: [...usages] }, digestOf)).toBe(0);
  return after;
}

test('a key goes on where it was, and time that passed meanwhile counts', () => {
  const store = new MemoryLimitStore();
  for (const now of [0, 10_000, 10_001]) store.take([charge('a')], now);
  const after = restarted(store, 20_000);
  expect(after.read(minute, 9, 20_000)).toMatchObject({ refusals: 1, keys: [{ name: { kind: 'kept' } }] });
  expect(after.take([charge('a')], 59_999).rulings[0]?.wait).toBe(1);
  expect(restarted(store, 20_000).take([charge('a')], 60_000).outcome).toBe('taken');
  // Of a key that has not come again it is kept over the next restart too.
  expect(restarted(restarted(store, 20_000), 30_000).take([charge('a')], 30_000).outcome).toBe('refused');
});

test('a clock that was set back meanwhile frees nothing', () => {
  const store = new MemoryLimitStore();
  for (const now of [100_000, 110_000]) store.take([charge('a')], now);
  const after = restarted(store, 120_000);
  expect(after.take([charge('a')], 50_000).rulings[0]?.wait).toBe(40_000);
  expect(after.take([charge('a')], 90_000).outcome).toBe('taken');
});
