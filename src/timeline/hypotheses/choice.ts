import type { RequestEntry } from '../../model/entry.ts';
import { assign } from './assignment.ts';
import type { Component } from './components.ts';
import type { Link } from './links.ts';

/** Which request each of the doubtful ones follows; one without a link is the first attempt of a call. */
export type Choice = ReadonlyMap<RequestEntry, Link>;

/** The links that are worth most together, each request followed once; `bias` is added to each. */
export function choose({ requests, links }: Component, bias: (link: Link) => number): Choice {
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
export function chooseInOrder({ requests, links }: Component): Choice {
  const taken = new Set<RequestEntry>();
  const choice = new Map<RequestEntry, Link>();
  const linksTo = new Map<RequestEntry, Link[]>(requests.map((to) => [to, []]));
  for (const link of links.toSorted((a, b) => b.weight - a.weight))
    if (link.weight > 0) linksTo.get(link.to)?.push(link);
  for (const to of requests) {
    const link = linksTo.get(to)?.find(({ from }) => !taken.has(from));
    if (link === undefined) continue;
    taken.add(link.from);
    choice.set(to, link);
  }
  return choice;
}
