import type { Json } from '../model/json.ts';
import { durationText } from './durations.ts';
import type { OutcomeFigures, Quantiles } from './figures.ts';
import type { Outcome } from './outcome.ts';

/** Less is the time that any gateway takes, and no fault. */
export const leastWaitMs = 5;

/** From so many values on the 99th of 100 is read off; of fewer it follows from the 90th. */
const enoughForP99 = 100;
/** Standard normal quantiles: the 99th of 100 over the 90th. */
const z99OverZ90 = 2.326 / 1.2816;

type Item = { readonly [Fault: string]: Json } | string;

function spreadOf({ count, p50, p90, p99, max }: Quantiles): { [Field: string]: Json } {
  const far = count >= enoughForP99 ? p99 : Math.min(max, p50 * (p90 / p50) ** z99OverZ90);
  // A log-normal distribution with such a small spread is a fixed time.
  if (far < p50 * 1.05) return { for: durationText(p50) };
  return { median: durationText(p50), p99: durationText(far), cap: durationText(Math.max(max, far)) };
}

/** The fault that waits before the head as long as was seen; none where that is hardly any time. */
export function latencyOf(waits: Quantiles | null, answers: 'all' | 'successes'): readonly Item[] {
  if (waits === null || waits.p50 < leastWaitMs) return [];
  return [{ latency: { ...spreadOf(waits), ...(answers === 'all' ? {} : { answers }) } }];
}

type Answer = Extract<Outcome, { kind: 'answer' }>;

/** `null`: what was sent is not known. */
function retryAfterOf({ retryAfter: form }: Answer, waits: Quantiles | null): Json {
  const wait = durationText(waits?.p50 ?? 0);
  switch (form) {
    case 'unknown':
      return null;
    case 'none':
      return 'none';
    case 'unreadable':
      return { raw: 'soon' };
    case 'seconds':
      return wait;
    default:
      return { [form]: wait };
  }
}

function answerItem(outcome: Answer, { retryAfter }: OutcomeFigures): Item {
  const wait = retryAfterOf(outcome, retryAfter);
  const { status, entry } = outcome;
  if (entry !== null) return { error: { entry, ...(wait === null ? {} : { retryAfter: wait }) } };
  // A date that is written in a file is past for ever after, so seconds stand for every form.
  const seconds = String(Math.max(0, Math.ceil((retryAfter?.p50 ?? 0) / 1_000)));
  return { respond: { status, ...(retryAfter === null ? {} : { headers: { 'Retry-After': seconds } }) } };
}

const lasting = (totals: Quantiles | null) => (totals === null ? {} : { for: durationText(totals.max) });

/** Where it happened: behind so many events, or half-way through a body of another kind. */
function placeOf(frames: number | null, body: 'stream' | 'whole'): { [Field: string]: Json } {
  if (body === 'whole') return { share: 0.5 };
  return frames === null || frames === 0 ? {} : { frames };
}

/** The faults that make such an outcome; none: it is a success. */
export function faultsOf(figures: OutcomeFigures): readonly Item[] {
  const { outcome, waits, totals, frames } = figures;
  switch (outcome.kind) {
    case 'success':
      return [];
    case 'answer':
      return [answerItem(outcome, figures), ...latencyOf(waits, 'all')];
    case 'disconnected':
      // A disconnect acts at once, whatever latency there is.
      return waits === null || waits.p50 < leastWaitMs
        ? ['disconnect']
        : [{ hang: { for: durationText(waits.p50), then: 'close' } }];
    case 'hung':
      return [{ hang: { ...lasting(totals) } }];
    case 'cut':
      return outcome.body === 'stream'
        ? [{ 'stream-cut': { ...placeOf(frames, 'stream'), how: 'clean' } }]
        : [{ 'body-truncate': { share: 0.5 } }];
    case 'broken-off':
      return outcome.body === 'stream'
        ? [{ 'stream-cut': { ...placeOf(frames, 'stream'), how: 'fin' } }]
        : [{ disconnect: { share: 0.5 } }];
    case 'stalled':
      return outcome.body === 'stream'
        ? [{ 'stream-stall': { ...placeOf(frames, 'stream'), ...lasting(totals) } }]
        : [{ hang: { at: 'after-head', ...lasting(totals) } }];
  }
}
