import type { RequestEntry } from '../../model/entry.ts';
import type { Link } from './links.ts';

/** Requests whose calls depend on each other: they may follow the same one. */
export interface Component {
  readonly requests: readonly RequestEntry[];
  readonly links: readonly Link[];
}

/** Splits the doubtful requests into those that may follow the same request. */
export function componentsOf(links: ReadonlyMap<RequestEntry, readonly Link[]>): Component[] {
  const rootOf = new Map<RequestEntry, RequestEntry>();
  const root = (entry: RequestEntry): RequestEntry => {
    let found = entry;
    for (let next = rootOf.get(found); next !== undefined && next !== found; next = rootOf.get(found))
      found = next;
    rootOf.set(entry, found);
    return found;
  };
  const firstAfter = new Map<RequestEntry, RequestEntry>();
  for (const [to, possible] of links) {
    rootOf.set(to, root(to));
    for (const { from } of possible) {
      const other = firstAfter.get(from);
      if (other === undefined) firstAfter.set(from, to);
      else rootOf.set(root(to), root(other));
    }
  }
  const components = new Map<RequestEntry, { requests: RequestEntry[]; links: Link[] }>();
  for (const [to, possible] of links) {
    const component = components.get(root(to)) ?? { requests: [], links: [] };
    components.set(root(to), component);
    component.requests.push(to);
    component.links.push(...possible);
  }
  return [...components.values()];
}
