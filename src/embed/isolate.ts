import type { Methods } from '../control/methods.ts';
import type { Report, ResetCounts, ShownRule } from '../control/steering.ts';
import { UsageError } from '../lib/errors.ts';
import type { Entry, RequestEntry } from '../model/entry.ts';
import type { Environment } from './environment.ts';

/** Until so many requests have come, or until one of them is like this. */
export type Awaited = number | ((request: RequestEntry) => boolean);

export interface WaitOptions {
  /** `10s`; default: 30s. */
  readonly timeout?: string;
  /** Id of a rule: requests on which it fired, and no others. */
  readonly rule?: string;
}

/** The rules of one label. A rule is an object, YAML, or the items of a sequence. */
export interface IsolatedRules {
  list(): Promise<readonly ShownRule[]>;
  /** Adds a rule in front of the others. */
  add(rule: string | object): Promise<ShownRule>;
  replace(id: string, rule: string | object): Promise<ShownRule>;
  switch(id: string, state: 'on' | 'off'): Promise<ShownRule>;
  remove(id: string): Promise<ShownRule>;
}

/** One label of a gateway: tests that run at once do not see each other's requests, counters and rules. */
export interface Isolated {
  /** For clients, with `/v1` or the platform's own prefix. */
  readonly baseUrl: string;
  /** What `badgateway drill` sets for its command, with this base URL. */
  readonly env: Environment;
  readonly rules: IsolatedRules;
  requests(): Promise<readonly RequestEntry[]>;
  /** Rejects when the time is over. */
  waitFor(until: Awaited, options?: WaitOptions): Promise<readonly RequestEntry[]>;
  verdicts(): Promise<Report>;
  reset(): Promise<ResetCounts>;
}

/** The scenario that plays under a label, and what tells clients of it. */
export interface Surrounded {
  readonly scenario: string;
  readonly label: string;
  readonly baseUrl: string;
  env(): Environment;
}

const isRequest = (entry: Entry): entry is RequestEntry => entry.kind === 'request';

function isReached(until: Awaited, requests: readonly RequestEntry[]): boolean {
  return typeof until === 'number' ? requests.length >= until : requests.some(until);
}

async function waitFor(methods: Methods, label: string, until: Awaited, options: WaitOptions) {
  const { timeout = '30s', rule } = options;
  const filter = rule === undefined ? { label } : { label, rule };
  const found: RequestEntry[] = [];
  let since = 0;
  while (!isReached(until, found)) {
    const { state, entries } = await methods.waitForEntries({ ...filter, since, count: 1, timeout });
    if (state === 'timed-out')
      throw new Error(`${found.length} requests came under "${label}" in ${timeout}; more were waited for`);
    found.push(...entries.filter(isRequest));
    since = entries.at(-1)?.id ?? since;
  }
  return found;
}

const textOf = (rule: string | object) => (typeof rule === 'string' ? rule : { ...rule });

function rulesOf(methods: Methods, scope: { readonly scenario: string; readonly label: string }) {
  const rules: IsolatedRules = {
    list: async () => (await methods.listRules(scope)).rules,
    add: (rule) => methods.addRule({ ...scope, rule: textOf(rule) }),
    replace: (id, rule) => methods.replaceRule({ ...scope, id, rule: textOf(rule) }),
    switch: (id, state) => methods.switchRule({ ...scope, id, state }),
    remove: (id) => methods.removeRule({ ...scope, id }),
  };
  return rules;
}

export function isolate(methods: Methods, { scenario, label, baseUrl, env }: Surrounded): Isolated {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(label))
    throw new UsageError(`"${label}" is no label: it has 1 to 64 letters, digits, - and _, as part of a URL`);
  const scope = { scenario, label };
  return {
    baseUrl,
    get env() {
      return env();
    },
    rules: rulesOf(methods, scope),
    async requests() {
      const { entries } = await methods.readJournal({ label, kind: 'request', limit: 10_000 });
      return entries.filter(isRequest);
    },
    waitFor: (until, options = {}) => waitFor(methods, label, until, options),
    verdicts: () => methods.verdicts({ label }),
    reset: () => methods.reset({ ...scope, what: 'all' }),
  };
}
