import { createStub, type Stub } from '../../../../src/answer/stub/index.ts';
import { type Clock, systemClock } from '../../../../src/lib/clock.ts';
import type { PlatformInUse } from '../../../../src/model/platform.ts';
import type { Scenario, StubOptions } from '../../../../src/model/scenario.ts';
import type { Answer, Step } from '../../../../src/model/step.ts';
import { healthyScenario } from '../../../../src/scenario/defaults.ts';
import { requestFacts, type Sent, someTime } from '../../../helpers/facts.ts';

const stoppedClock: Clock = { ...systemClock, now: () => someTime };

const usualOptions: StubOptions = {
  text: null,
  words: 30,
  pace: null,
  headers: [],
  models: 'any',
  keys: null,
  revokedKeys: [],
  otherWorkspaceKeys: [],
};

/** A healthy scenario with the given stub options. */
export function stubbed(inUse: PlatformInUse, options: Partial<StubOptions>): Scenario {
  const scenario = healthyScenario(inUse, 'healthy.yaml');
  return { ...scenario, seed: '42', stub: { ...usualOptions, ...options } };
}

/** Answers without a pace are plain lists. */
function listed(answer: Answer): readonly Step[] {
  if (!Array.isArray(answer)) throw new Error('expected a list of steps');
  return answer as readonly Step[];
}

/** An answer as a client would see it. */
export interface Seen {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly frames: readonly string[];
  readonly steps: readonly Step[];
}

function seen(answer: Answer): Seen {
  const steps = listed(answer);
  const head = steps.find((step) => step.kind === 'head');
  if (head === undefined) throw new Error('expected a head');
  const fields: [string, string][] = [];
  for (let at = 0; at < head.headers.length; at += 2)
    fields.push([(head.headers[at] ?? '').toLowerCase(), head.headers[at + 1] ?? '']);
  const frames = steps.flatMap((step) => (step.kind === 'frame' ? [step.bytes.toString()] : []));
  return { status: head.status, headers: Object.fromEntries(fields), frames, steps };
}

export function bodyOf<Body>({ frames }: Seen): Body {
  return JSON.parse(frames.join(''));
}

/** The JSON of every event, `[DONE]` left out. */
export function eventsOf<Event>({ frames }: Seen): Event[] {
  const data = frames.map((frame) => frame.slice('data: '.length, -2));
  return data.filter((text) => text !== '[DONE]').map((text) => JSON.parse(text));
}

/** A stub and its client. */
export function client(inUse: PlatformInUse, options: Partial<StubOptions> = {}) {
  const stub: Stub = createStub(stubbed(inUse, options), stoppedClock);
  return (sent: Sent): Seen => seen(stub.answer(requestFacts(inUse, sent)));
}

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

export interface ChatBody {
  readonly id: string;
  readonly object: string;
  readonly created: number;
  readonly model: string;
  readonly choices: readonly {
    readonly index: number;
    readonly message: { readonly role: string; readonly content: string };
    readonly finish_reason: string;
  }[];
  readonly usage: Usage;
}

export interface ChatChunk {
  readonly id: string;
  readonly object: string;
  readonly created: number;
  readonly model: string;
  readonly choices: readonly {
    readonly index: number;
    readonly delta: { readonly role?: string; readonly content?: string };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: Usage | null;
}
