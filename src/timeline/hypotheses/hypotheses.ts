import type { RequestEntry } from '../../model/entry.ts';
import { assign } from './assignment.ts';
import { type Component, componentsOf } from './components.ts';
import { type Link, linksOf, type Requests } from './links.ts';

/** Which request each of the doubtful ones follows; one without a link is the first attempt of a call. */
export type Choice = ReadonlyMap<RequestEntry, Link>;

/** Requests whose calls are in doubt together, and the plausible ways to choose among their links. */
export interface Doubt {
  readonly requests: readonly RequestEntry[];
  /** The likeliest first; the probabilities add up to 1. */
  readonly choices: readonly { readonly choice: Choice; readonly probability: number }[];
}

/**
 * What is added to the worth of a link to find other plausible choices than the likeliest: retries that
 * came when they might, calls as long and as short as possible.
 */
const biases: readonly ((link: Link) => number)[] = [
  () => 0,
  ({ timing }) => (timing === 'early' ? -20 : timing === 'on-time' ? 5 : 0),
  () => -20,
  () => 20,
  ({ timing }) => (timing === 'early' ? 20 : 0),
];

/** In larger components the choice of the running gateway stands beside "each is a call of its own". */
const maxRequests = 120;

/** Choices that are less probable are not plausible. */
const leastProbability = 0.01;

/**
 * Most that evidence which repeats with the client's ways may add to one choice over another (nats): that a
 * client sends equal bodies is one fact, however often it does.
 */
const maxRepeated = 3;

function choose({ requests, links }: Component, bias: (link: Link) => number): Choice {
  const rows = new Map(requests.map((entry, row) => [entry, row]));
  const columns = new Map<RequestEntry, number>();
  for (const { from } of links) if (!columns.has(from)) columns.set(from, columns.size);
  const pairs = links.map((link) => ({
    row: rows.get(link.to) as number,
    column: columns.get(link.from) as number,
    worth: link.weight + bias(link),
  }));
  const assigned = assign(rows.size, columns.size, pairs);
  return new Map(
    links.flatMap((link) =>
      assigned[rows.get(link.to) as number] === columns.get(link.from) ? [[link.to, link] as const] : [],
    ),
  );
}

/** As the gateway chose while it ran: each request follows the first of its predecessors that is free. */
function chooseInOrder({ requests, links }: Component): Choice {
  const taken = new Set<RequestEntry>();
  const choice = new Map<RequestEntry, Link>();
  const sorted = links.toSorted((a, b) => b.weight - a.weight);
  for (const to of requests) {
    const link = sorted.find((each) => each.to === to && each.weight > 0 && !taken.has(each.from));
    if (link === undefined) continue;
    taken.add(link.from);
    choice.set(to, link);
  }
  return choice;
}

const keyOf = (choice: Choice) =>
  [...choice]
    .map(([to, { from }]) => `${to.id}<${from.id}`)
    .sort()
    .join(' ');

/** Log-likelihood (nats) of a choice against that of another one. */
function against(choice: Choice, other: Choice): number {
  const sum = (of: Choice, part: (link: Link) => number) =>
    [...of.values()].reduce((total, link) => total + part(link), 0);
  const pairs = sum(choice, (link) => link.ofThePair) - sum(other, (link) => link.ofThePair);
  const repeated =
    sum(choice, (link) => link.weight - link.ofThePair) - sum(other, (link) => link.weight - link.ofThePair);
  return pairs + Math.max(-maxRepeated, Math.min(maxRepeated, repeated));
}

function doubtOf(component: Component): Doubt {
  const { requests } = component;
  const found =
    requests.length > maxRequests
      ? [chooseInOrder(component), new Map()]
      : biases.map((bias) => choose(component, bias));
  const distinct = [...new Map(found.map((choice) => [keyOf(choice), choice])).values()];
  const [first = new Map()] = distinct;
  const weights = distinct.map((choice) => Math.exp(against(choice, first)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const plausible = distinct
    .map((choice, index) => ({ choice, probability: (weights[index] as number) / total }))
    .filter(({ probability }) => probability >= leastProbability)
    .sort((a, b) => b.probability - a.probability);
  const kept = plausible.reduce((sum, { probability }) => sum + probability, 0);
  return {
    requests,
    choices: plausible.map(({ choice, probability }) => ({ choice, probability: probability / kept })),
  };
}

/** The doubts about which requests are one call; one with a single choice is no doubt any more. */
export function doubtsOf(requests: Requests): Doubt[] {
  return componentsOf(linksOf(requests)).map(doubtOf);
}
