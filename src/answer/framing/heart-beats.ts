import type { Clock } from '../../lib/clock.ts';
import type { Step } from '../../model/step.ts';
import { isPlainJson, unmeasured } from './bodies.ts';
import { firstOf } from './deadline.ts';
import { framed, isPlainEventStream } from './events.ts';
import { type Head, isBodiless } from './headers.ts';
import { eventOf } from './sse/event.ts';

type Silence = Extract<Step, { kind: 'pause' | 'hang' }>;

/** What is sent in a stream. */
export const heartBeats = ['comment', 'ping', 'newline'] as const;

/** Signs of life: in an event stream, and in front of JSON. */
export interface Beats {
  readonly stream: Step;
  readonly json: Step;
}

export function beatsOf(kind: (typeof heartBeats)[number], text: string): Beats {
  const bytes = {
    comment: Buffer.from(`: ${text}\n\n`),
    ping: eventOf('{"type": "ping"}', 'ping'),
    newline: Buffer.from('\n'),
  };
  const beat = { kind: 'frame', comment: true } as const;
  return { stream: { ...beat, bytes: bytes[kind] }, json: { ...beat, bytes: Buffer.from(' ') } };
}

/** A silence in parts that are not longer than `everyMs`, with a beat behind each but the last. */
function* beatenSilence(step: Silence, everyMs: number, beat: Step): Generator<Step> {
  let left = step.ms;
  for (; left > everyMs; left -= everyMs) {
    const { kind: _, ...rest } = step;
    yield { ...rest, kind: 'pause', ms: everyMs };
    yield beat;
  }
  yield { ...step, ms: left };
}

function isSilence(step: Step): step is Silence {
  return step.kind === 'pause' || step.kind === 'hang';
}

/** The beat that may stand behind a head; `null`: none, as behind one of another body or coding. */
function beatBehind(head: Head, method: string, beats: Beats): Step | null {
  if (isBodiless(head, method)) return null;
  if (isPlainEventStream(head.headers)) return beats.stream;
  return isPlainJson(head.headers) ? beats.json : null;
}

/** The beat that may follow a step: none behind the first byte of JSON, and none behind the end. */
function beatAfter(step: Step, before: Step | null, { method, beats }: Beating): Step | null {
  if (step.kind === 'head') return beatBehind(step, method, beats);
  return step.kind === 'frame' && before === beats.stream ? before : null;
}

interface Beating {
  readonly everyMs: number;
  readonly beats: Beats;
  readonly method: string;
  readonly clock: Clock;
}

async function* beatsUntil(pull: Promise<unknown>, beat: Step | null, { everyMs, clock }: Beating) {
  pull.catch(() => {});
  while (beat !== null && (await firstOf(pull, everyMs, clock)) === 'due') yield beat;
}

/** A silence as it is played; blanks change the length. */
function* withBeat(step: Step, due: Step | null, after: Step | null, { everyMs }: Beating): Generator<Step> {
  if (isSilence(step) && due !== null) yield* beatenSilence(step, everyMs, due);
  else yield step.kind === 'head' && after !== null ? unmeasured(step) : step;
}

/** What a head that is sent before its time may promise: an error is not known yet. */
function isEarly(step: Step, { method, beats }: Beating): step is Head {
  return step.kind === 'head' && step.status < 300 && beatBehind(step, method, beats) !== null;
}

/**
 * A head behind which beats may stand is sent before the silence in front of it. The silence of a source
 * that has no head yet stays: what it will say is not known.
 *
 *   pause 8 s  head  event      becomes      head  pause 8 s  event
 */
class HeadFirst implements AsyncIterableIterator<Step> {
  readonly #source: AsyncIterator<Step>;
  readonly #beating: Beating;
  readonly #ready: Step[] = [];
  #place: 'before-head' | 'behind-head' = 'before-head';

  constructor(steps: AsyncIterable<Step>, beating: Beating) {
    this.#source = steps[Symbol.asyncIterator]();
    this.#beating = beating;
  }

  async next(): Promise<IteratorResult<Step>> {
    if (this.#place === 'before-head' && this.#ready.length === 0) await this.#look();
    const value = this.#ready.shift();
    return value === undefined ? this.#source.next() : { done: false, value };
  }

  /** Takes what is silent, and the step behind it. */
  async #look(): Promise<void> {
    const silences: Step[] = [];
    let next = await this.#source.next();
    for (; next.done !== true && isSilence(next.value); next = await this.#source.next())
      silences.push(next.value);
    const behind = next.done === true ? [] : [next.value];
    const isFirst = behind.some((step) => isEarly(step, this.#beating));
    this.#ready.push(...(isFirst ? [...behind, ...silences] : [...silences, ...behind]));
    if (behind[0]?.kind !== 'informational') this.#place = 'behind-head';
  }

  async return(): Promise<IteratorResult<Step>> {
    await this.#source.return?.(undefined);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/**
 * Sends a beat whenever the answer has been silent for `everyMs` behind its head, whether a fault or the
 * source is silent: in a stream between events, in front of JSON and not within it.
 *
 *   head  pause 8 s                    event            every 3 s:
 *   head  3 s  beat  3 s  beat  2 s    event
 */
export async function* withHeartBeats(steps: AsyncIterable<Step>, beating: Beating): AsyncGenerator<Step> {
  const source = new HeadFirst(framed(steps), beating);
  let beat: Step | null = null;
  let place: 'between' | 'inside' = 'between';
  try {
    for (;;) {
      const pull = source.next();
      const due = place === 'between' ? beat : null;
      yield* beatsUntil(pull, due, beating);
      const next = await pull;
      if (next.done === true) return;
      const step = next.value;
      if (!isSilence(step)) {
        beat = beatAfter(step, beat, beating);
        place = step.kind === 'frame' && step.part === true ? 'inside' : 'between';
      }
      yield* withBeat(step, due, beat, beating);
    }
  } finally {
    // Not awaited: a silent source settles only after the client's disconnect has cancelled it.
    void source.return();
  }
}
