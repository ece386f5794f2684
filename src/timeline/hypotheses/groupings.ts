import type { RequestEntry } from '../../model/entry.ts';
import { identifying } from '../../model/evidence.ts';
import type { Certainty, Change } from '../../model/facts.ts';
import type { Doubt as CallDoubt } from '../../model/timeline.ts';
import { groupOf } from '../group.ts';
import { copiesOf } from './copies.ts';
import { type Doubt, doubtsOf } from './hypotheses.ts';
import type { Link, Requests } from './links.ts';
import type { Ways } from './ways.ts';

/** A request in its place within a call. */
export interface Placed {
  readonly entry: RequestEntry;
  readonly changed: readonly Change[];
  readonly certainty: Certainty;
}

/** Requests of one call, in order. */
export type Chain = readonly [Placed, ...Placed[]];

export interface Groupings {
  /** The likeliest first; each holds every call whose first attempt the journal still has. */
  readonly groupings: readonly [readonly Chain[], ...(readonly Chain[])[]];
  readonly doubts: readonly CallDoubt[];
}

/** Requests that begin a call for certain, and what each of the others follows, where there is no doubt. */
interface Undoubted {
  readonly begins: ReadonlySet<RequestEntry>;
  /** The latest one of the call that the gateway counted live. */
  readonly before: ReadonlyMap<RequestEntry, RequestEntry>;
}

function undoubtedOf(sorted: readonly RequestEntry[], { hedgers }: Ways): Undoubted {
  const isCopy = copiesOf(hedgers);
  const begins = new Set<RequestEntry>();
  const latest = new Map<string, RequestEntry>();
  const before = new Map<RequestEntry, RequestEntry>();
  for (const entry of sorted.toSorted((one, other) => one.attempt - other.attempt)) {
    const call = `${groupOf(entry)}#${entry.call}`;
    const known = latest.get(call);
    latest.set(call, entry);
    if (entry.attempt === 1) begins.add(entry);
    if (known === undefined || entry.predecessors !== undefined) continue;
    if (isCopy(known, entry)) begins.add(entry);
    else before.set(entry, known);
  }
  return { begins, before };
}

/** How likely it is that a request follows this link, or none. */
function shareOf({ choices }: Doubt, entry: RequestEntry, link: Link | undefined): number {
  return choices.reduce(
    (sum, { choice, probability }) => (choice.get(entry)?.from === link?.from ? sum + probability : sum),
    0,
  );
}

/** Less is not clear. */
const clearShare = 0.9;

function certaintyOf(doubt: Doubt, entry: RequestEntry, link: Link | undefined): Certainty {
  if (shareOf(doubt, entry, link) < clearShare) return 'unclear';
  const isIdentified = identifying.some((name) => link?.evidence.includes(name));
  return link === undefined || isIdentified ? 'certain' : 'likely';
}

interface PlacedByLink {
  readonly link: Link | undefined;
  readonly place: Placed;
}

/** Where a request is placed in the grouping of that number. */
function placedIn(entry: RequestEntry, doubt: Doubt | undefined, grouping: number): PlacedByLink {
  const { certainty, changed = [] } = entry;
  if (doubt === undefined) return { link: undefined, place: { entry, changed, certainty } };
  const link = doubt.choices[grouping % doubt.choices.length]?.choice.get(entry);
  const place = { entry, changed: link?.changed ?? [], certainty: certaintyOf(doubt, entry, link) };
  return { link, place };
}

/** Puts the requests of one grouping into calls. */
function chainsOf(
  sorted: readonly RequestEntry[],
  { begins, before }: Undoubted,
  placed: (entry: RequestEntry) => PlacedByLink,
  isDoubtful: (entry: RequestEntry) => boolean,
): Chain[] {
  const chainOf = new Map<RequestEntry, Placed[]>();
  const chains: Placed[][] = [];
  for (const entry of sorted) {
    const { link, place } = placed(entry);
    const from = link?.from ?? before.get(entry);
    const chain = from === undefined ? undefined : chainOf.get(from);
    if (chain !== undefined) {
      chain.push(place);
      chainOf.set(entry, chain);
    } else if (begins.has(entry) || isDoubtful(entry)) {
      const begun = [place];
      chains.push(begun);
      chainOf.set(entry, begun);
    }
  }
  return chains as [Placed, ...Placed[]][];
}

/** Share of each grouping in the probability of the choices that it is made of. */
function sharesOf({ choices, requests }: Doubt, count: number): CallDoubt {
  const uses = (index: number) => Math.ceil((count - index) / choices.length);
  const spread = (shareOf: (choice: Doubt['choices'][number]) => number) =>
    Array.from({ length: count }, (_, k) => {
      const index = k % choices.length;
      return shareOf(choices[index] as Doubt['choices'][number]) / uses(index);
    });
  return {
    requests: new Set(requests.map(({ id }) => id)),
    mayEnd: new Set(choices.flatMap(({ choice }) => [...choice.values()].map(({ from }) => from.id))),
    shares: spread(({ probability }) => probability),
    byEvidence: spread(({ byEvidence }) => byEvidence),
  };
}

/**
 * The plausible groupings of requests into calls. Doubts are independent of each other, so that not all of
 * their choices have to be combined: grouping k takes the kth choice of each, or begins again.
 */
export function groupingsOf(requests: Requests): Groupings {
  const sorted = requests.entries.toSorted((one, other) => one.at - other.at || one.id - other.id);
  const found = doubtsOf(requests);
  const undoubted = undoubtedOf(sorted, requests.ways);
  const doubtOf = new Map(found.flatMap((doubt) => doubt.requests.map((entry) => [entry, doubt] as const)));
  const count = found.reduce((most, { choices }) => Math.max(most, choices.length), 1);
  const grouping = (k: number) =>
    chainsOf(
      sorted,
      undoubted,
      (entry) => placedIn(entry, doubtOf.get(entry), k),
      (entry) => doubtOf.has(entry),
    );
  const others = Array.from({ length: count - 1 }, (_, k) => grouping(k + 1));
  return {
    groupings: [grouping(0), ...others],
    doubts: found.filter(({ choices }) => choices.length > 1).map((doubt) => sharesOf(doubt, count)),
  };
}
