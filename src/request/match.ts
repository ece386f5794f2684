import { type EvidenceName, evidenceWeights, identifying } from '../model/evidence.ts';
import type { Certainty, Change, Predecessor } from '../model/facts.ts';
import type { Arrival, FailedAttempt } from './arrival.ts';

/** A failed attempt that a request may follow, and how well it fits. */
export interface Weighed {
  readonly failed: FailedAttempt;
  readonly changed: readonly Change[];
  readonly evidence: readonly EvidenceName[];
  /** Above 0: the request is rather its retry than a call of its own. */
  readonly weight: number;
}

/** The attempt that a request is counted to follow while the gateway runs, and those that it may follow. */
export interface Match {
  /** `null`: it is counted as the first attempt of a call. */
  readonly follows: Weighed | null;
  readonly certainty: Certainty;
  /** Empty: there is no doubt. */
  readonly predecessors: readonly Predecessor[];
}

/** Most of these that the journal keeps of a request. */
const maxPredecessors = 24;

/** Two weights that differ by less cannot be told apart. */
const margin = 1.5;

function isIdentified({ evidence }: Weighed): boolean {
  return identifying.some((name) => evidence.includes(name));
}

/** Weighs the candidate against a call of its own. */
function isDoubtful({ evidence, weight }: Weighed): boolean {
  return weight < margin && evidence.some((name) => evidenceWeights[name] < 0);
}

function certaintyOf(follows: Weighed, rivals: readonly Weighed[]): Certainty {
  const open = rivals.filter(({ failed }) => failed.state !== 'followed');
  const rivalled = open.some(({ weight }) => follows.weight - weight < margin);
  if (rivalled || isDoubtful(follows)) return 'unclear';
  return isIdentified(follows) && !follows.evidence.includes('unlike-body') ? 'certain' : 'likely';
}

function predecessorOf({ failed, evidence, changed }: Weighed): Predecessor {
  const { call, attempt } = failed;
  return { call: call.ordinal, attempt, evidence, ...(changed.length > 0 ? { changed } : {}) };
}

/**
 * Chooses the attempt with the strongest evidence, of several the first call. Which requests really are one
 * call is decided after the run, by all of them (`timeline/hypotheses`): rules with `per: call` cannot wait.
 */
export function matchOf(weighed: readonly Weighed[], { signatures }: Arrival): Match {
  const sorted = weighed.toSorted(
    (a, b) => b.weight - a.weight || a.failed.call.ordinal - b.failed.call.ordinal,
  );
  const best = sorted.find(({ failed }) => failed.state === 'waiting');
  const isNamed = signatures[0]?.startsWith('named ') === true;
  const follows = best !== undefined && (isNamed || best.weight > 0) ? best : null;
  const predecessors = sorted.slice(0, maxPredecessors).map(predecessorOf);
  if (follows === null) return { follows, certainty: 'certain', predecessors };
  const rivals = sorted.filter((each) => each !== follows);
  if (isNamed) return { follows, certainty: 'certain', predecessors: [] };
  const certainty = certaintyOf(follows, rivals);
  // A trace may be that of a whole job, which only the whole run shows.
  const hasOwnId = follows.evidence.some((name) => name === 'idempotency-key' || name === 'retry-count');
  const isAhead = rivals.every(({ weight }) => weight < follows.weight - margin);
  const isSure = certainty === 'certain' && hasOwnId && isAhead;
  if (!isSure) return { follows, certainty, predecessors };
  return { follows, certainty, predecessors: [] };
}
