import { compose } from '../../src/answer/framing/compose.ts';
import { headerValue } from '../../src/lib/http.ts';
import type { RequestEntry } from '../../src/model/entry.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { fixedClock } from '../../test/helpers/clock.ts';
import { engineOf } from '../../test/helpers/engine.ts';
import { someTime } from '../../test/helpers/facts.ts';
import { collect, end, head } from '../../test/helpers/steps.ts';
import { entryOf } from '../../test/helpers/timeline.ts';

/** What a worker reads of an answer. */
export interface Answer {
  readonly status: number;
  readonly retryAfterMs: number;
  /** Of header fields; absent: the platform sends none. */
  readonly left?: { readonly limit: number; readonly remaining: number; readonly resetMs: number };
}

/** What a worker does next: it sleeps, or sends an attempt of one of its calls. */
export type Step = { readonly sleepMs: number } | { readonly call: number; readonly model: string };

/** The life of one worker; it gets an answer for each request that it sends. */
export type Worker = Generator<Step, void, Answer | undefined>;

interface Due {
  readonly at: number;
  readonly act: () => Promise<void>;
}

interface Lived {
  readonly timeline: Timeline;
  readonly refused: number;
  readonly passed: number;
}

/** Durations in milliseconds, as this platform writes them: `500ms`, `1.5s`, `1m0s`. */
function durationMs(text: string): number {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s)/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
}

function answerOf(status: number, headers: readonly string[]): Answer {
  const retryAfterMs = 1_000 * Number(headerValue(headers, 'retry-after') ?? 0);
  const told = (what: string) => headerValue(headers, `x-ratelimit-${what}-requests`);
  const [limit, remaining, reset] = [told('limit'), told('remaining'), told('reset')];
  if (limit === null || remaining === null || reset === null) return { status, retryAfterMs };
  const left = { limit: Number(limit), remaining: Number(remaining), resetMs: durationMs(reset) };
  return { status, retryAfterMs, left };
}

/**
 * Workers under the real engine, on a clock that stands still while they think: everything happens in the
 * order of its time. `travelMs`: of a request to the gateway, or of its answer back.
 */
export async function lived(
  scenario: string,
  begin: (now: () => number) => readonly { readonly startsAt: number; readonly worker: Worker }[],
  travelMs: () => number,
): Promise<Lived> {
  const clock = fixedClock();
  const { decide, inUse } = await engineOf(scenario, clock);
  const due: Due[] = [];
  const entries: RequestEntry[] = [];
  const attempts = new Map<number, number>();

  const at = (ms: number, act: Due['act']) => void due.push({ at: Math.round(ms), act });
  const now = () => clock.now() - someTime;

  async function ask(connection: number, call: number, model: string): Promise<Answer> {
    const { rules, faults, onEnd } = decide({
      body: { model, messages: [{ role: 'user', content: `${call}` }] },
    });
    const steps = await collect(compose(() => [head('application/json'), end], faults, null));
    onEnd?.();
    const sent = steps.find((step) => step.kind === 'head');
    const [status, headers] = [sent?.status ?? 200, sent?.headers ?? []];
    const attempt = (attempts.get(call) ?? 0) + 1;
    attempts.set(call, attempt);
    const told = {
      at: now(),
      took: 0,
      status,
      headers,
      ...(sent?.error === undefined ? {} : { error: sent.error }),
    };
    const own = { rules, model, connection, idempotencyKey: `call ${call}`, id: entries.length + 1 };
    entries.push({ ...entryOf(told, call, attempt, inUse), ...own });
    return answerOf(status, headers);
  }

  function goOn(worker: Worker, connection: number, answer?: Answer): void {
    const { done, value } = worker.next(answer);
    if (done === true) return;
    if ('sleepMs' in value) {
      at(now() + Math.max(0, value.sleepMs), async () => goOn(worker, connection));
      return;
    }
    at(now() + travelMs(), async () => {
      const met = await ask(connection, value.call, value.model);
      at(now() + travelMs(), async () => goOn(worker, connection, met));
    });
  }

  for (const [index, { startsAt, worker }] of begin(now).entries())
    at(startsAt, async () => goOn(worker, index + 1));
  for (;;) {
    const next = due.reduce<Due | null>(
      (first, each) => (first !== null && first.at <= each.at ? first : each),
      null,
    );
    if (next === null) break;
    due.splice(due.indexOf(next), 1);
    clock.advance(Math.max(0, next.at - now()));
    await next.act();
  }
  const command = { code: 0, stopped: null, output: 'end' } as const;
  const timeline = timelineOf('sample', 'sample', { entries, dropped: 0, inUseOf: () => inUse }, command);
  const refused = entries.filter(({ played }) => played.status === 429).length;
  return { timeline, refused, passed: entries.length - refused };
}
