import type { Entry, RequestEntry } from '../model/entry.ts';
import type { Methods } from './methods.ts';
import type { Report } from './steering.ts';

/** Requests that a test waits for. */
export interface Awaited {
  /** Until so many have come, or until one of them is like this. */
  readonly until: number | ((request: RequestEntry) => boolean);
  /** `10s`; default: 30s. */
  readonly timeout?: string;
}

/** One label of a gateway: tests that run at once do not see each other's requests, counters and rules. */
export interface Isolated {
  /** For clients, with `/v1` or the platform's own prefix. */
  readonly baseUrl: string;
  requests(): Promise<readonly RequestEntry[]>;
  /** Rejects when the time is over. */
  waitFor(awaited: Awaited): Promise<readonly RequestEntry[]>;
  verdicts(): Promise<Report>;
  reset(): Promise<unknown>;
  addRule(rule: string | object): ReturnType<Methods['addRule']>;
  removeRule(id: string): ReturnType<Methods['removeRule']>;
}

const isRequest = (entry: Entry): entry is RequestEntry => entry.kind === 'request';

function isReached(until: Awaited['until'], requests: readonly RequestEntry[]): boolean {
  return typeof until === 'number' ? requests.length >= until : requests.some(until);
}

async function waitFor(methods: Methods, label: string, { until, timeout = '30s' }: Awaited) {
  const found: RequestEntry[] = [];
  let since = 0;
  while (!isReached(until, found)) {
    const { state, entries } = await methods.waitForEntries({ label, since, count: 1, timeout });
    if (state === 'timed-out')
      throw new Error(`${found.length} requests came under "${label}" in ${timeout}; more were waited for`);
    found.push(...entries.filter(isRequest));
    since = entries.at(-1)?.id ?? since;
  }
  return found;
}

/** What an isolated label is made for. */
interface Place {
  readonly url: string;
  /** What clients put in front of `/chat/completions`. */
  readonly basePath: string;
  /** Name of the one that plays under the label. */
  readonly scenario: string;
  readonly label: string;
}

export function isolate(methods: Methods, { url, basePath, scenario, label }: Place): Isolated {
  const scope = { scenario, label };
  return {
    baseUrl: `${url}/@${scenario}.${label}${basePath}`,
    async requests() {
      const { entries } = await methods.readJournal({ label, kind: 'request', limit: 10_000 });
      return entries.filter(isRequest);
    },
    waitFor: (awaited) => waitFor(methods, label, awaited),
    verdicts: () => methods.verdicts({ label }),
    reset: () => methods.reset({ ...scope, what: 'all' }),
    addRule: (rule) => methods.addRule({ ...scope, rule: typeof rule === 'string' ? rule : { ...rule } }),
    removeRule: (id) => methods.removeRule({ ...scope, id }),
  };
}
