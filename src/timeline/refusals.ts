import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { knownAt } from './allowed.ts';
import { attemptsOf } from './endings.ts';
import { pollsOf } from './polling.ts';

/** What refuses one request and all that follow it, such as an empty wallet or a key that was revoked. */
export interface RefusalKind {
  refuses(attempt: Attempt): boolean;
  /** What the refusal is about: all requests with the same name are refused. `null`: this one cannot be. */
  nameOf(attempt: Attempt): string | null;
  /** Times (Unix ms) at which what refused them was mended. */
  readonly mended: readonly number[];
}

/** A request that met what an earlier answer had already said of all requests like it. */
export interface InVain {
  readonly call: Call;
  readonly attempt: Attempt;
  /** The refusal that its client knew of: the latest of its call or, for a new call, the first one. */
  readonly known: Attempt;
  readonly sentAs: 'retry' | 'new-call';
}

/** From the first refusal, until a request succeeds or what refused them is mended. */
export interface Refusal {
  readonly first: Attempt;
  readonly inVain: readonly InVain[];
}

/** Calls that begin within this time (ms) may come from workers that have not heard of the refusal. */
const heardWithinMs = 1_000;

type OfCall = ReturnType<typeof attemptsOf>[number];

/** Whether each came when the one before was answered: their client sends one at a time. */
function areInTurn(requests: readonly OfCall[]): boolean {
  return requests.every(({ attempt }, index) => {
    const before = requests[index - 1]?.attempt;
    return before === undefined || knownAt(before) <= attempt.at;
  });
}

/** Follows the requests with one name in the order of their arrival. */
class Walk {
  readonly refusals: { first: Attempt; readonly inVain: InVain[] }[] = [];
  readonly #kind: RefusalKind;
  readonly #inTurn: boolean;
  readonly #connections = new Set<number>();
  #latest = new Map<Call, Attempt>();
  #under: { first: Attempt; readonly inVain: InVain[] } | null = null;

  constructor(kind: RefusalKind, requests: readonly OfCall[]) {
    this.#kind = kind;
    this.#inTurn = areInTurn(requests);
    for (const request of requests) this.#meet(request);
  }

  #meet({ call, attempt }: OfCall): void {
    const { refuses, mended } = this.#kind;
    const since = this.#under === null ? null : knownAt(this.#under.first);
    if (since !== null && mended.some((at) => at >= since && at <= attempt.at)) this.#end();
    if (refuses(attempt)) this.#refused(call, attempt);
    else if (attempt.result.kind === 'answered' && since !== null && attempt.at >= since) this.#end();
    this.#connections.add(attempt.entry.connection);
  }

  #refused(call: Call, attempt: Attempt): void {
    if (this.#under === null) {
      this.#under = { first: attempt, inVain: [] };
      this.refusals.push(this.#under);
    } else {
      const own = this.#latest.get(call);
      const known = own !== undefined && knownAt(own) <= attempt.at ? own : this.#under.first;
      const isHeard = this.#isSentInTurn(attempt) || attempt.at - knownAt(known) > heardWithinMs;
      if (known === own) this.#under.inVain.push({ call, attempt, known, sentAs: 'retry' });
      else if (isHeard) this.#under.inVain.push({ call, attempt, known, sentAs: 'new-call' });
    }
    this.#latest.set(call, attempt);
  }

  /** Of several that begin at once, each opens a connection, however quickly they are answered. */
  #isSentInTurn({ entry }: Attempt): boolean {
    return this.#inTurn && this.#connections.has(entry.connection);
  }

  #end(): void {
    this.#under = null;
    this.#latest = new Map();
  }
}

/** The refusals of a kind, with the requests that were sent although the client knew. Polls are left out. */
export function refusalsOf(timeline: Pick<Timeline, 'calls'>, kind: RefusalKind): Refusal[] {
  const polls = pollsOf(timeline);
  const byName = new Map<string, OfCall[]>();
  for (const each of attemptsOf(timeline)) {
    const name = kind.nameOf(each.attempt);
    if (name === null || polls.has(each.call)) continue;
    const alike = byName.get(name);
    if (alike === undefined) byName.set(name, [each]);
    else alike.push(each);
  }
  return [...byName.values()].flatMap((requests) => {
    const inOrder = requests.toSorted((one, other) => one.attempt.at - other.attempt.at);
    return new Walk(kind, inOrder).refusals;
  });
}
