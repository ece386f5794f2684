import type { Platform, Route } from '../model/platform.ts';
import { findEntry } from '../platforms/catalogue.ts';
import type { Observation, SeenRetryAfter } from './observation.ts';

/** What became of a request, apart from how long it took. */
export type Outcome =
  | { readonly kind: 'success' }
  /** Without a head: the connection broke, or nothing came. */
  | { readonly kind: 'disconnected' | 'hung' }
  /** Behind the head of a success: it ended as if it were whole, it broke off, or it went silent. */
  | { readonly kind: 'cut' | 'broken-off' | 'stalled'; readonly body: 'stream' | 'whole' }
  /** An answer that is no success. `entry`: in the platform's catalogue; `null`: it has none like it. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly entry: string | null;
      /** What the entry was found by; `status`: its code was not recorded. */
      readonly by: 'code' | 'status' | 'nothing';
      readonly retryAfter: SeenRetryAfter['form'];
    };

export type OutcomeKind = Outcome['kind'];

/** Outcomes with one key are the same. */
export function keyOf(outcome: Outcome): string {
  if (outcome.kind === 'answer')
    return `${outcome.status} ${outcome.entry ?? ''} ${outcome.by} ${outcome.retryAfter}`;
  return 'body' in outcome ? `${outcome.kind} ${outcome.body}` : outcome.kind;
}

type Found = Pick<Extract<Outcome, { kind: 'answer' }>, 'entry' | 'by'>;

/** The entry of a status, and of its code or name where that was recorded. */
function entryOf(platform: Platform, route: Route, { status, error }: Observation): Found {
  const inUse = { platform, settings: {} };
  const find = (by: 'entry' | 'code' | 'status', value: string) =>
    findEntry(inUse, route.surface, by === 'status' ? { by, value: status ?? 0 } : { by, value });
  if (error === null) {
    const found = find('status', '');
    return found === null ? { entry: null, by: 'nothing' } : { entry: found.name, by: 'status' };
  }
  const named = [find('entry', error), find('code', error)].find((entry) => entry?.status === status);
  return named ? { entry: named.name, by: 'code' } : { entry: null, by: 'nothing' };
}

const withoutHead = {
  silent: { kind: 'hung' },
  broken: { kind: 'disconnected' },
  cut: { kind: 'disconnected' },
  whole: { kind: 'disconnected' },
  'client-left': null,
} as const satisfies Readonly<Record<Observation['ending'], Outcome | null>>;

const withHead = {
  silent: 'stalled',
  broken: 'broken-off',
  cut: 'cut',
  whole: null,
  'client-left': null,
} as const;

/** `null`: nothing can be said of it, since its client left before the head. */
export function outcomeOf(seen: Observation, platform: Platform, route: Route): Outcome | null {
  const { status, ending, retryAfter } = seen;
  if (status === null) return withoutHead[ending];
  if (status >= 300)
    return { kind: 'answer', status, ...entryOf(platform, route, seen), retryAfter: retryAfter.form };
  const kind = withHead[ending];
  return kind === null ? { kind: 'success' } : { kind, body: seen.stream === false ? 'whole' : 'stream' };
}
