import { z } from 'zod';
import type { RequestFault } from '../../src/faults/fault.ts';
import { faults } from '../../src/faults/index.ts';

/** A fault with parameters. */
export interface FaultCase {
  readonly fault: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Spelled as in a scenario. */
  readonly item: object;
}

/** Durations that a test waits for, and sizes that it moves: parameters in place of the example's. */
const brief: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  latency: { for: '5ms' },
  'slow-first-byte': { for: '5ms' },
  hang: { for: '20ms' },
  'stream-stall': { for: '20ms' },
  'stream-split': { gap: '1ms' },
  'stream-oversize-frame': { by: '9000B' },
  'body-oversize': { bytes: '9000B' },
  drip: { perFrame: '2ms' },
};

/** Parameters beside those that are tried one by one. */
const more: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  drip: [{ rate: '40KiB' }],
  latency: [{ median: '2ms', p99: '9ms', cap: '10ms' }],
  'body-truncate': [{ share: 0.01 }, { share: 0.99 }],
  'stream-split': [{ bytes: '1B', gap: '1ms' }],
  'stream-drop': [{ frames: 0 }, { every: 2 }],
};

const places = [
  { at: 'before-head' },
  { at: 'after-head' },
  { frames: 0 },
  { frames: 1 },
  { frames: 4 },
  { bytes: '1B' },
  { bytes: '300B' },
  { share: 0.5 },
] as const;

const placeNames = ['at', 'frames', 'bytes', 'after', 'share'];

/** Words that a parameter may have, as the schema tells them. */
function choices({ params }: RequestFault): [name: string, words: readonly unknown[]][] {
  const { properties = {} } = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).flatMap(([name, property]) =>
    typeof property === 'object' && property.enum !== undefined && name !== 'at'
      ? [[name, property.enum]]
      : [],
  );
}

function withoutPlace(params: object): object {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !placeNames.includes(name)));
}

function paramsOf(fault: RequestFault): object[] {
  const base = brief[fault.name] ?? fault.example;
  const varied = choices(fault).flatMap(([name, words]) => words.map((word) => ({ ...base, [name]: word })));
  const plain = [base, ...varied, ...(more[fault.name] ?? [])];
  const placed = places.filter((place) => Object.keys(place).every((name) => name in fault.params.shape));
  if (!('share' in fault.params.shape)) return plain;
  return plain.flatMap((params) => [
    params,
    ...placed.map((place) => ({ ...withoutPlace(params), ...place })),
  ]);
}

function caseOf({ name }: RequestFault, params: object): FaultCase {
  return { fault: name, params: { ...params }, item: { [name]: params } };
}

/** Faults of answers that these clients can meet: they speak HTTP/1.1. */
export const answerFaults = faults.filter(
  (fault) => fault.subject === 'request' && fault.only !== 'HTTP/2',
) as readonly RequestFault[];

/** Every fault of an answer with its example, every word that it knows, and at every kind of position. */
export const faultCases: readonly FaultCase[] = answerFaults.flatMap((fault) => {
  const meant = paramsOf(fault).filter((params) => fault.params.safeParse(params).success);
  const different = new Map(meant.map((params) => [JSON.stringify(params), params]));
  return [...different.values()].map((params) => caseOf(fault, params));
});

/** Every fault that passes an answer on, acting `bytes` into it where it acts at a position. */
export function lateCases(bytes: number): FaultCase[] {
  return answerFaults
    .filter(({ effect }) => effect === 'rewrites')
    .map((fault) => {
      const { shape } = fault.params;
      const params = brief[fault.name] ?? fault.example;
      const isPlaced = 'bytes' in shape && 'share' in shape;
      return caseOf(fault, isPlaced ? { ...withoutPlace(params), bytes: `${bytes}B` } : params);
    });
}
