import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { compose } from '../../src/answer/framing/compose.ts';
import { parametersOf } from '../../src/command/parameters.ts';
import {
  type ConnectionFault,
  connectionFault,
  type Fault,
  type Layer,
  requestFault,
} from '../../src/faults/fault.ts';
import { faults } from '../../src/faults/index.ts';
import { served } from '../../src/listener/served.ts';
import type { ConnectionPlan } from '../../src/model/connection-plan.ts';
import type { FaultUse } from '../../src/model/scenario.ts';
import type { Step } from '../../src/model/step.ts';
import { apply, changes, hangMs, welcomed } from '../helpers/applied-faults.ts';
import { scenarioOf } from '../helpers/engine.ts';
import { connectionFacts } from '../helpers/facts.ts';
import { collect, end, eventStream, frame, head, stream, watched, wholeAnswer } from '../helpers/steps.ts';

const longStream: readonly Step[] = [
  eventStream,
  ...Array.from({ length: 40 }, (_, index) => frame(`data: event number ${index}\n\n`)),
  end,
];

/** The same bytes in other pieces: no client can tell. */
async function* rechunked(steps: AsyncIterable<Step>): AsyncGenerator<Step> {
  for await (const step of steps)
    if (step.kind === 'frame') {
      yield { ...step, bytes: step.bytes.subarray(0, 1) };
      yield { ...step, bytes: step.bytes.subarray(1) };
    } else yield step;
}

const named = faults.map((fault) => [fault.name, fault] as const);
const onRequests = faults
  .filter((fault) => fault.subject === 'request')
  .map((fault) => [fault.name, fault] as const);
const onConnections = faults
  .filter((fault) => fault.subject === 'connection')
  .map((fault) => [fault.name, fault] as const);

/** The parameters of a fault as a scenario would write them in JSON, which is YAML too. */
async function loadedUse(name: string, params: unknown): Promise<FaultUse> {
  const { rules } = await scenarioOf(`rules: [{ faults: [{ ${name}: ${JSON.stringify(params)} }] }]`);
  const injection = rules[0]?.injection;
  const use = injection?.kind === 'faults' ? injection.faults[0] : undefined;
  if (use === undefined) throw new Error(`no use of ${name}`);
  return use;
}

test('the shelf and the registry hold the same faults', () => {
  const shelf = readdirSync(new URL('../../src/faults', import.meta.url))
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => name !== 'index' && name !== 'fault');
  expect(faults.map(({ name }) => name).sort()).toEqual(shelf.sort());
});

test.each(named)('%s: its example can be written in a scenario', async (name, { example, params }) => {
  expect(await loadedUse(name, example)).toEqual({ fault: name, params: params.parse(example) });
});

test.each(named)('%s: a parameter that it does not have is refused', async (name, { example }) => {
  await expect(loadedUse(name, { ...example, surprise: 1 })).rejects.toThrow(/surprise/);
});

test.each(named)('%s: what it explains completes "it will"', (_, { explain, params, example, main }) => {
  const given = [example, main === undefined ? {} : { [main]: example[main] }];
  for (const value of given) {
    const { success, data } = params.safeParse(value);
    if (!success) continue;
    expect(explain(data)).toMatch(/^[a-z][^\n]{8,}[^.\s]$/);
    expect(explain(data)).not.toMatch(/undefined|null|NaN|Infinity|object/);
  }
});

test.each(named)('%s: its summary is one line without a full stop', (_, { summary }) => {
  expect(summary).toMatch(/^[a-z][^\n]{10,100}[^.\s]$/);
});

/** Durations and sizes, by the end of their pattern. */
const measures = [
  ['(ms|s|m|h|d)$', '2s'],
  ['(B|KiB|MiB|GiB)$', '40B'],
] as const;

/** What a parameter may be, by its example and its schema: words, the least number, default, a measure. */
function valuesOf({ params, example }: Fault, name: string): unknown[] {
  const { properties = {} } = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  const property = typeof properties[name] === 'object' ? properties[name] : {};
  const { enum: words = [], examples = [], minimum, default: otherwise, pattern = '' } = property;
  const measured = measures.flatMap(([unit, value]) => (pattern.endsWith(unit) ? [value] : []));
  const values = [example[name], ...words, ...examples, minimum, otherwise, ...measured];
  return values.filter((value) => value !== undefined);
}

const mains = faults.flatMap((fault) =>
  fault.main === undefined ? [] : [[fault.name, fault.main, fault] as const],
);

test.each(mains)('%s: its main parameter %s stands alone', async (name, main, fault) => {
  const values = valuesOf(fault, main);
  expect(values.length, `give ${main} a value in the example of ${name}`).toBeGreaterThan(0);
  for (const value of values) {
    const use = await loadedUse(name, value);
    expect(use).toEqual(await loadedUse(name, { [main]: value }));
    expect(use.params[main]).toBeDefined();
  }
});

test.each(named)('%s: each of its parameters is described', (_, { params }) => {
  for (const { name, description } of parametersOf(params)) expect(description, name).toMatch(/^.{5,90}\.$/);
});

test.each(named)('%s: it changes what is played', async (_, fault) => {
  expect(await changes(fault)).toBe('something');
});

test('that a fault changes something can fail', async () => {
  const plain = { summary: '', params: z.strictObject({}), example: {}, explain: () => '' };
  const idle = { ...plain, name: 'idle' };
  const forwards = { ...idle, layer: 'body', effect: 'rewrites' } as const;
  expect(await changes(requestFault({ ...forwards, apply: (steps) => steps }))).toBe('nothing');
  expect(await changes(requestFault({ ...forwards, apply: rechunked }))).toBe('nothing');
  expect(await changes(connectionFault({ ...idle, layer: 'tls', apply: (plan) => ({ ...plan }) }))).toBe(
    'nothing',
  );
});

const sources = [
  ['a stream', longStream],
  ['a whole answer', wholeAnswer],
] as const;
const onSources = onRequests.flatMap(([name, fault]) =>
  sources.map(([what, steps]) => [name, what, fault, steps] as const),
);

test.each(onSources)('%s on %s: the same steps give the same steps', async (_, __, fault, steps) => {
  const frozen = steps.map((step) => Object.freeze({ ...step }));
  const first = await collect(apply(fault, fault.example, watched(frozen)));
  const second = await collect(apply(fault, fault.example, watched(frozen)));
  expect(first).toEqual(second);
  expect(frozen).toEqual(steps);
});

test.each(onSources)('%s on %s: ends in one end or sever', async (_, __, fault, steps) => {
  const kinds = (await collect(apply(fault, fault.example, watched(steps)))).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'end' || kind === 'sever')).toHaveLength(1);
  expect(['end', 'sever']).toContain(kinds.at(-1));
});

test.each(onSources)('%s on %s: no source is left open', async (_, __, fault, steps) => {
  const source = watched(steps);
  await collect(apply(fault, fault.example, source));
  const states = fault.effect === 'replaces' ? ['unasked'] : ['exhausted', 'returned'];
  expect(states).toContain(source.state());
});

test.each(onRequests)('%s: a client that leaves after the first step ends the source', async (_, fault) => {
  const source = watched(longStream);
  const steps = apply(fault, fault.example, source)[Symbol.asyncIterator]();
  await steps.next();
  await steps.return?.();
  expect(source.state()).toBe(fault.effect === 'replaces' || source.pulled() === 0 ? 'unasked' : 'returned');
});

test.each(onRequests)('%s: no silence is longer than the limit', async (_, fault) => {
  const tooLong = fault.params.safeParse({ ...fault.example, for: '24h' });
  const params = tooLong.success ? { ...fault.example, for: '24h' } : fault.example;
  for (const step of await collect(apply(fault, params, watched(longStream))))
    if (step.kind === 'pause' || step.kind === 'hang') expect(step.ms).toBeLessThanOrEqual(hangMs);
});

test.each(onRequests.filter(([, { effect }]) => effect === 'replaces'))(
  '%s: replaces the answer, so that the source is never asked',
  async (_, fault) => {
    let asked = 0;
    const source = () => {
      asked += 1;
      return stream;
    };
    const armed = {
      name: fault.name,
      says: '',
      apply: (steps: AsyncIterable<Step>) => apply(fault, fault.example, steps),
    };
    expect(['end', 'sever']).toContain((await collect(compose(source, [armed], null))).at(-1)?.kind);
    expect(asked).toBe(0);
  },
);

const beyond = [{ frames: 41 }, { bytes: '1GiB' }] as const;
const placed = onRequests
  .filter(([, { params }]) => 'at' in params.shape)
  .flatMap(([name, fault]) =>
    beyond.map((position) => [name, JSON.stringify(position), fault, position] as const),
  );

test.each(placed)('%s at %s is never reached and changes nothing', async (_, __, fault, position) => {
  expect(placed.length).toBeGreaterThanOrEqual(8);
  const rest = Object.fromEntries(
    Object.entries(fault.example).filter(
      ([name]) => !(name in position || ['at', 'frames', 'bytes'].includes(name)),
    ),
  );
  expect(await collect(apply(fault, { ...rest, ...position }, watched(longStream)))).toEqual(longStream);
});

const streamFaults = onRequests.filter(([, { layer }]) => layer === 'stream');

test.each(streamFaults)('%s leaves whatever is no stream alone', async (_, fault) => {
  const params = 'frames' in fault.params.shape ? { ...fault.example, frames: 1 } : fault.example;
  const others = [
    wholeAnswer,
    [head('text/plain'), frame('text/event-stream'), frame('b'), frame('c'), frame('d'), end],
  ];
  for (const steps of others) expect(await collect(apply(fault, params, watched(steps)))).toEqual(steps);
});

const recordFaults = onRequests.filter(([, { layer }]) => layer === 'tls-record');

test.each(recordFaults)('%s leaves an answer without TLS alone', async (_, fault) => {
  expect(recordFaults.length).toBeGreaterThan(0);
  for (const steps of [longStream, wholeAnswer])
    expect(await collect(apply(fault, { frames: 1 }, watched(steps), connectionFacts))).toEqual(steps);
});

/** What of a plan faults of a layer change; else how TLS is spoken. */
const changedBy: Partial<Record<Layer, RegExp>> = { connection: /^welcome$/, http2: /^windowStallMs$/ };

const frozenPlan: ConnectionPlan = Object.freeze({ ...served, terms: Object.freeze({ ...served.terms }) });

test.each(onConnections)('%s: rewrites the plan and nothing else', (_, fault) => {
  const plan = welcomed(fault, fault.example, frozenPlan);
  expect(plan).toEqual(welcomed(fault, fault.example));
  const changed = Object.keys(served).filter(
    (key) => plan[key as keyof ConnectionPlan] !== frozenPlan[key as keyof ConnectionPlan],
  );
  expect(changed).toHaveLength(1);
  expect(changed).toContainEqual(expect.stringMatching(changedBy[fault.layer] ?? /^(handshake|terms)/));
});

test('a connection is held no longer than the limit', () => {
  const held = onConnections.filter(([, { params }]) => 'for' in params.shape);
  expect(held.map(([name]) => name)).toEqual([
    'connection-stall',
    'connection-refuse',
    'tls-stall',
    'tls-slow',
    'stalled-window',
  ]);
  const heldMs = (fault: ConnectionFault, params: unknown) => {
    const { welcome, handshake, handshakeDelayMs, windowStallMs } = welcomed(fault, params);
    return (
      [welcome, handshake].flatMap((each) => ('ms' in each ? [each.ms] : []))[0] ??
      Math.max(handshakeDelayMs, windowStallMs)
    );
  };
  for (const [, fault] of held)
    expect([heldMs(fault, { for: '24h' }), heldMs(fault, { for: '2s' })]).toEqual([hangMs, 2_000]);
});

test('an answer that no fault touches is the very same steps', async () => {
  expect(await collect(compose(() => watched(longStream), [], null))).toEqual(longStream);
});
