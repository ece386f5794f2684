import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Hiding } from '../../../src/admission/state/kept-keys.ts';
import { KeyRing } from '../../../src/admission/state/key-ring.ts';
import { ReplicaHealth } from '../../../src/admission/state/replica-health.ts';
import { keptAdmissionShape } from '../../../src/gateway/kept-admission.ts';
import type { ListedKey } from '../../../src/model/admission.ts';
import { fixedClock } from '../../helpers/clock.ts';

const digestOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
const hiding: Hiding = { digestOf, text: (text) => text };
const never = Number.POSITIVE_INFINITY;
const form = { prefix: 'sk-', prefixes: ['sk-'] };

function listed(id: string, over: Partial<ListedKey> = {}): ListedKey {
  const secret = `sk-listed-${id}`;
  const plain = { revokedAtMs: never, revokedAfter: never, rotation: null, error: null } as const;
  return { id, secret, state: 'valid', ...plain, ...over };
}

function ringOf(clock: ReturnType<typeof fixedClock>, keys: readonly ListedKey[]): KeyRing {
  const began = clock.now();
  const plan = { listed: keys, others: 'refused', judgedBy: 'gateway' } as const;
  return new KeyRing(plan, form, clock, () => clock.now() - began);
}

/** The same keys after a restart, by way of a file. */
function restarted(ring: KeyRing, clock: ReturnType<typeof fixedClock>, keys = ring.plan.listed) {
  const text = JSON.stringify({ keys: ring.save(hiding), replicas: [] });
  expect(text).not.toContain('sk-');
  const after = ringOf(clock, keys);
  const others = after.restore(keptAdmissionShape.parse(JSON.parse(text)).keys, digestOf);
  return { after, others };
}

const ids = ['a', 'b', 'c', 'key_4', 'key_5'];
const secrets = ['sk-listed-a', 'sk-listed-b', 'sk-listed-c', 'sk-heir-of-b', 'sk-other-1', 'sk-other-2'];
const step = fc.oneof(
  fc.record({ kind: fc.constant('present'), which: fc.nat(9) }),
  fc.record({ kind: fc.constant('revoke'), which: fc.nat(4) }),
  fc.record({ kind: fc.constant('rotate'), which: fc.nat(4), to: fc.nat(5), graceMs: fc.nat(20) }),
  fc.record({ kind: fc.constant('create') }),
  fc.record({ kind: fc.constant('advance'), ms: fc.nat(15) }),
  fc.record({ kind: fc.constant('restart') }),
);
type Step = Partial<Record<'which' | 'to' | 'graceMs' | 'ms', number>> & { kind: string };

function asked({ to = 0, graceMs = 0 }: Step) {
  const secret = secrets[to];
  const named = to < 4 || secret === undefined ? {} : { to: secret };
  return { ...named, ...(graceMs > 10 ? {} : { graceMs }) };
}

/** What is seen of one step. */
function taken(ring: KeyRing, each: Step, made: string[]): unknown {
  const id = ids[each.which ?? 0] ?? '';
  switch (each.kind) {
    case 'present':
      return ring.present([...secrets, ...made][each.which ?? 0] ?? 'sk-none');
    case 'revoke':
      return ring.revoke(id) === 'unknown';
    case 'rotate':
      return ring.rotate(id, asked(each));
    case 'create': {
      const key = ring.create('made');
      made.push(key.secret);
      return key;
    }
    default:
      return null;
  }
}

test('keys that are kept over restarts go on as those of a gateway that never stopped', () => {
  const keys = [
    listed('a'),
    listed('b', { rotation: { to: 'sk-heir-of-b', atMs: never, graceMs: null } }),
    listed('c', { revokedAfter: 2 }),
  ];
  const history = fc.array(step, { minLength: 5, maxLength: 40 });
  fc.assert(
    fc.property(history, (steps) => {
      const clock = fixedClock();
      const [whole, ...made] = [ringOf(clock, keys), [] as string[], [] as string[]] as const;
      let often = ringOf(clock, keys);
      for (const each of steps) {
        if (each.kind === 'advance') clock.advance((each as Step).ms ?? 0);
        if (each.kind === 'restart') often = restarted(often, clock).after;
        const [one, other] = [taken(whole, each, made[0]), taken(often, each, made[1])];
        expect(other).toEqual(one);
        const seen = (ring: KeyRing) => ring.list().map(({ secret: _, ...rest }) => rest);
        expect(seen(often)).toEqual(seen(whole));
      }
    }),
    { numRuns: 2_000 },
  );
});

test('what time did is done: a key that was revoked, or rotated, by the time of the scenario', () => {
  const clock = fixedClock();
  const rotation = { to: 'sk-heir-of-b', atMs: 10, graceMs: 100 };
  const ring = ringOf(clock, [listed('a', { revokedAtMs: 10 }), listed('b', { rotation })]);
  const before = ring.stamp;
  clock.advance(10);
  expect(ring.stamp).not.toBe(before);
  const { after } = restarted(ring, clock);
  expect(after.judge('sk-listed-a').standing).toEqual({ kind: 'revoked' });
  clock.advance(99);
  expect(after.judge('sk-listed-b').standing).toEqual({ kind: 'in-grace', leftMs: 1 });
  clock.advance(1);
  expect(after.judge('sk-listed-b').standing).toEqual({ kind: 'rotated' });
  expect(after.judge('sk-heir-of-b').standing).toEqual({ kind: 'valid' });
});

test('a grace time goes on while nothing runs, and a clock that was set back prolongs none', () => {
  const clock = fixedClock();
  const ring = ringOf(clock, [listed('a')]);
  ring.rotate('a', { to: 'sk-other-1', graceMs: 100 });
  const kept = ring.save(hiding);
  for (const [at, leftMs] of [
    [kept.at - 40, 60],
    [kept.at + 40, 100],
  ] as const) {
    const after = ringOf(clock, [listed('a')]);
    expect(after.restore({ ...kept, at }, digestOf)).toEqual([]);
    expect(after.judge('sk-listed-a').standing).toEqual({ kind: 'in-grace', leftMs });
  }
});

test('a key that the scenario lists otherwise by now begins anew', () => {
  const clock = fixedClock();
  const ring = ringOf(clock, [listed('a'), listed('b')]);
  ring.revoke('a');
  ring.revoke('b');
  const { after, others } = restarted(ring, clock, [listed('a', { secret: 'sk-quite-another' })]);
  expect(others).toEqual(['a', 'b']);
  expect(after.judge('sk-quite-another').standing).toEqual({ kind: 'valid' });
});

test('replicas that were set stay so, within what there are, and others begin anew', () => {
  const error = { by: 'status', value: 503 } as const;
  const sets = [{ model: 'a/*', total: 3, phases: [], error }];
  const health = new ReplicaHealth(sets);
  expect(health.save()).toEqual([]);
  health.steer('a/*', 2);
  expect(health.save()).toEqual([{ model: 'a/*', healthy: 2 }]);
  const after = new ReplicaHealth(sets.map((set) => ({ ...set, total: 1 })));
  expect(after.restore([...health.save(), { model: 'b', healthy: 0 }])).toEqual(['b']);
  expect(after.of('a/x', 0)).toMatchObject({ healthy: 1, changesMs: null });
});
