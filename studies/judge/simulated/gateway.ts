import { requestEntry } from '../../../src/journal/request-entry.ts';
import type { Played, RequestEntry } from '../../../src/model/entry.ts';
import type { CallFacts, ConnectionFacts, ConnectionUse } from '../../../src/model/facts.ts';
import type { Advice, PlatformInUse } from '../../../src/model/platform.ts';
import { attemptEnd } from '../../../src/request/attempt-end.ts';
import { createAttempts } from '../../../src/request/attempts.ts';
import { identify } from '../../../src/request/identify.ts';
import { createRouter } from '../../../src/request/routes.ts';
import { createRedactor } from '../../../src/secrets/redact.ts';
import { someTime } from '../../../test/helpers/facts.ts';
import { platformInUse } from '../../../test/helpers/platform.ts';

/** What a request meets. Times in milliseconds since its arrival. */
export interface Met {
  /** Entry of the platform's catalogue; `null`: an answer. */
  readonly error: string | null;
  readonly advice: Advice | null;
  /** Seconds in `Retry-After`; `null`: there is none. */
  readonly retryAfter: number | null;
  readonly headMs: number;
  readonly tookMs: number;
  readonly ending: 'complete' | 'damaged' | 'severed';
}

/** A request as it is sent, and the call of the application that it is really made for. */
export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly model: string | null;
  readonly body: Buffer | null;
  readonly call: number;
  /** Number of the attempt within that call, from 1. */
  readonly attempt: number;
}

/** `named`: each request says by `x-badgateway-call` which call it is made for. */
export type Calls = 'found' | 'named';

/** Decides what a request meets; `joined`: what the gateway makes of it. */
export type Fate = (asked: Asked, joined: CallFacts, at: number) => Met;

function onWire(name: 'token-factory' | 'deeptoken') {
  const inUse = platformInUse(name);
  return { inUse, route: createRouter(inUse.platform), redactor: createRedactor([inUse.platform]) };
}

const platforms = { 'token-factory': onWire('token-factory'), deeptoken: onWire('deeptoken') };
export type PlatformName = keyof typeof platforms;

export const inUseOf = (name: PlatformName): PlatformInUse => platforms[name].inUse;

function headersOf({ retryAfter, error }: Met, { platform }: PlatformInUse): string[] {
  const wait = retryAfter === null ? [] : ['Retry-After', String(retryAfter)];
  const category = platform.errors.find(({ name }) => name === error)?.category ?? null;
  return category === null ? wait : [...wait, 'X-Gateway-Error-Category', category];
}

function faultsOf({ error, ending }: Met): readonly string[] {
  if (error !== null) return ['error'];
  if (ending === 'complete') return [];
  return [ending === 'damaged' ? 'stream-cut' : 'disconnect'];
}

/** What was played until `now`, when the exchange ended; all times in Unix milliseconds. */
function playedOf(met: Met, at: number, now: number, inUse: PlatformInUse, left: boolean): Played {
  const headAt = left && at + met.headMs > now ? null : at + met.headMs;
  const status = inUse.platform.errors.find(({ name }) => name === met.error)?.status ?? 200;
  const pause = { kind: 'pause', plannedMs: met.headMs, actualMs: now - at } as const;
  return {
    status: headAt === null ? null : status,
    headers: headAt === null ? [] : headersOf(met, inUse),
    headAt,
    error: headAt === null ? null : met.error,
    ...{ frames: 1, bytes: 100 },
    pauses: headAt === null ? [pause] : [],
    ending: left ? 'client-left' : met.ending,
  };
}

/** A request under way. */
export interface Exchange {
  readonly met: Met;
  /** When it ends by itself, in simulated milliseconds. */
  readonly endsAt: number;
  /** `left`: the client closed its connection. Ends once. */
  end(now: number, by: 'gateway' | 'left'): void;
}

/** The parts of a running gateway between a request and its entry in the journal. */
export class Gateway {
  readonly entries: RequestEntry[] = [];
  readonly #attempts = createAttempts();
  readonly #on: (typeof platforms)[PlatformName];
  readonly #fate: Fate;
  readonly #calls: Calls;

  constructor(platform: PlatformName, fate: Fate, calls: Calls) {
    this.#on = platforms[platform];
    this.#fate = fate;
    this.#calls = calls;
  }

  receive(asked: Asked, connection: ConnectionFacts, use: ConnectionUse, now: number): Exchange {
    const { inUse, route, redactor } = this.#on;
    const at = someTime + now;
    const { method, path } = asked;
    const name = this.#calls === 'named' ? { 'x-badgateway-call': `${method} ${asked.call}` } : {};
    const headers = { ...asked.headers, ...name };
    const facts = identify({
      ...{ req: { method, headers }, connection, connectionUse: use, at, match: route(path) },
      target: { scenario: null, label: '', path, query: '' },
      body: { bytes: asked.body, extent: 'whole' },
      ...{ platform: inUse.platform, callOf: this.#attempts.arrive },
    });
    const { call } = facts;
    const met = this.#fate(asked, call, now);
    let state: 'open' | 'ended' = 'open';
    const end = (endedAt: number, by: 'gateway' | 'left') => {
      if (state === 'ended') return;
      state = 'ended';
      const played = playedOf(met, at, someTime + endedAt, inUse, by === 'left');
      this.#attempts.ended(call, attemptEnd(played, someTime + endedAt));
      const faults = by === 'left' ? [] : faultsOf(met);
      const fired = { rule: 'rule-1', outcome: 'fired', because: 'match 1', faults } as const;
      const rules = faults.length === 0 ? [] : [fired];
      const named = {
        scenario: 'sample',
        label: '',
        source: 'stub',
        upstreamMs: null,
        upstreamFailure: null,
        costUsd: null,
        body: null,
      } as const;
      const record = { facts, rules, played, endedAt: someTime + endedAt, ...named };
      this.entries.push({ ...requestEntry(record, redactor), id: this.entries.length + 1 });
    };
    return { met, endsAt: now + met.tookMs, end };
  }
}
