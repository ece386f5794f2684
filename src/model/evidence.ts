/**
 * What speaks for or against a request being the next attempt of an earlier one, in nats: e to this power is
 * how many times as often it is seen among retries as among requests of another call. Positive speaks for
 * it. The figures are set by judgement and held by the studies of the judge.
 */
export const evidenceWeights = {
  'idempotency-key': 8,
  /** Of the two alone: a trace that overlapping requests have in common is that of a job. */
  'trace-id': 6,
  /** Both have a trace, and the client keeps its traces at other times. */
  'other-trace': -4,
  'retry-count': 6,
  /** The bodies mean the same. */
  'equal-body': 2,
  /** It is the only failure with this body, of several with others, and came on the same connection. */
  'only-one-equal': 3,
  /** The same on another connection, which may be that of another process. */
  'only-one-equal-elsewhere': 2.5,
  /** The same after an error that is final: another worker with this body is as likely as such a retry. */
  'only-one-equal-after-final': 1.4,
  /** The later body leaves out what a retry may leave out: a part of the prompt, tools, `stream`. */
  'shorter-body': 2.5,
  /** The later body says more in the same messages, or goes on with the text so far. */
  'longer-body': 0.5,
  /** The bodies differ by times or ids. */
  'similar-body': 0.3,
  /** The bodies differ, and the client's SDK says that this is its retry on the same route. */
  'unlike-body': -2,
  /** Both have a key of their own, as a retry loop around the making of the key sends them. */
  'other-idempotency-key': -1.5,
  /** The call had kept its key before. */
  'left-its-idempotency-key': -10,
  /** A retry count of 0 although its SDK, which counts at other times, would have retried by itself. */
  'counts-anew': -10,
  /** Its connection was opened for it while the other request was under way. */
  'opened-meanwhile': -1,
  /** The same, and it came within the time in which a pool sends what was waiting. */
  'opened-meanwhile-at-once': -8,
  /** It came at once, on another connection of a pool. */
  'pooled-at-once': -1.5,
  /** The same, on one that had brought no request so far. */
  'opened-before-at-once': -8,
  /** The same, of a client that sends one at a time: one of workers whose requests came one by one. */
  'opened-before-in-turn': -3.5,
  /** Its connection was opened although others were idle here: for its client these were busy. */
  'opened-beside-others': -1.5,
  /** The same, and the client had its answer for some time: it would have used that connection again. */
  'opened-beside-idle': -4,
  'other-client': -5,
  /** It is the next request, and no two were ever under way at once. */
  'in-turn': 3.5,
  /** The same, of requests whose bodies are only alike, or of the only two that came. */
  'alike-in-turn': 0.5,
  /** It came when the wait that the answer asked for was over. */
  'on-time': 4,
  /** It came when the least wait of the platform's backoff was over. */
  'after-backoff': 0.7,
  /** The failure was one that passes and the request came no sooner than a retry may. */
  'after-transient': 1.5,
  /** It came before either wait was over. */
  early: -0.5,
} as const;

export type EvidenceName = keyof typeof evidenceWeights;

/** Evidence that is about this pair of requests alone. All other evidence repeats with the client's ways. */
const ofThePair: ReadonlySet<EvidenceName> = new Set([
  'idempotency-key',
  'trace-id',
  'other-trace',
  'retry-count',
  'left-its-idempotency-key',
  'counts-anew',
  'opened-meanwhile-at-once',
  'opened-before-in-turn',
  'opened-beside-idle',
  'in-turn',
  'only-one-equal',
  'only-one-equal-elsewhere',
  'only-one-equal-after-final',
  'on-time',
]);

export const isOfThePair = (name: EvidenceName): boolean => ofThePair.has(name);

export function weightOf(evidence: readonly EvidenceName[]): number {
  return evidence.reduce((sum, name) => sum + evidenceWeights[name], 0);
}

/** A client that has its answer uses the connection again once it is free for so many milliseconds. */
export const freedWithinMs = 30;

/** Ids that both requests have, or a count that follows: chance gives none of these. */
export const identifying = ['idempotency-key', 'trace-id', 'retry-count'] as const;
export type Identifying = (typeof identifying)[number];
