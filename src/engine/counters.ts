import { BoundedMap } from '../lib/bounded-map.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Per } from '../model/scenario.ts';
import type { Counter } from './schedule.ts';

/** Most values of one `per:` that have counters at the same time; the oldest is dropped first. */
const maxCounters = 100_000;

/** The counters of one rule, one for each `per:` value. */
export function createCounters(): (value: string) => Counter {
  const counters = new BoundedMap<string, Counter>(maxCounters);
  return (value) => counters.ensure(value, () => ({ matches: 0, injections: 0 }));
}

/** The `per:` value of a request. Requests without one share the counter of the empty value. */
export function perValue(per: Per, facts: RequestFacts): string {
  switch (per) {
    case 'all':
      return '';
    case 'key':
    case 'model':
    case 'client':
      return facts[per] ?? '';
    case 'call':
      return String(facts.call.call);
    case 'connection':
      return String(facts.connection.connection);
    default: {
      const value = facts.headers[per.slice('header:'.length)];
      return typeof value === 'string' ? value : (value?.join(', ') ?? '');
    }
  }
}

export function perConnectionValue(per: Per, facts: ConnectionFacts): string {
  return per === 'connection' ? String(facts.connection) : '';
}
