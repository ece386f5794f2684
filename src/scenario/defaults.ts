import { randomInt } from 'node:crypto';
import { admitsAll } from '../model/admission.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Limits, Scenario, StubOptions } from '../model/scenario.ts';
import { refusalEntry } from '../platforms/envelope.ts';

export const defaultPlatform = 'token-factory';

export const defaultLimits: Limits = {
  inspect: 4 * 1_048_576,
  body: 10 * 1_048_576,
  head: 16 * 1_024,
  readMs: 30_000,
  hangMs: 15 * 60_000,
};

const defaultStub = {
  text: null,
  words: 40,
  pace: null,
  headers: [],
  keys: null,
  revokedKeys: [],
  otherWorkspaceKeys: [],
} as const;

/** `catalogue` where documents name models, and say which status an unknown one gets. */
function defaultModels(inUse: PlatformInUse): StubOptions['models'] {
  const named = inUse.platform.models.some(({ documented }) => documented['id'] !== undefined);
  const { status } = refusalEntry(inUse, 'unknown-model').documented;
  return named && status !== undefined ? 'catalogue' : 'any';
}

/** The options of the stub, completed by the defaults. */
export function stubOptions(inUse: PlatformInUse, given: Partial<StubOptions> = {}): StubOptions {
  return { ...defaultStub, models: given.models ?? defaultModels(inUse), ...given };
}

/** Words of a made text. */
export const defaultWords = defaultStub.words;

/** A random seed for a scenario without one; short enough to type. */
export function drawSeed(): string {
  return String(randomInt(1, 1_000_000));
}

/** The shipped `healthy.yaml`, built without reading a file: the scenario when none is named. */
export function healthyScenario(inUse: PlatformInUse, file: string): Scenario {
  return {
    name: 'healthy',
    title: 'Healthy',
    file,
    inUse,
    upstream: { kind: 'stub' },
    upstreams: [],
    record: null,
    seed: drawSeed(),
    seedDrawn: true,
    rules: [],
    stages: [],
    countedLimits: [],
    admission: admitsAll,
    blastRadius: null,
    expect: null,
    excused: [],
    repetitions: 1,
    overrides: 'deny',
    versions: '1.1',
    cors: null,
    ignored: [],
    stub: stubOptions(inUse),
    limits: defaultLimits,
  };
}
