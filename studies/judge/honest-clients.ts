import { expectations } from '../../src/expectations/index.ts';
import type { Expected } from '../../src/judge/judge.ts';
import { judge } from '../../src/judge/judge.ts';
import { drawMs } from '../../src/lib/distribution.ts';
import { type Luck, luckOf } from '../../src/lib/luck.ts';
import type { OpeningEntry } from '../../src/model/entry.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { someTime } from '../../test/helpers/facts.ts';
import { platformInUse } from '../../test/helpers/platform.ts';
import { type Told, timeline } from '../../test/helpers/timeline.ts';

/** A client that does what the contract asks of it, as far as it promises anything. */
export interface HonestKind {
  readonly name: string;
  readonly says: string;
  /** Milliseconds before the nth retry, from 0; `before`: the wait before that. */
  wait(luck: Luck, n: number, before: number): number;
  /** The most attempts that it makes. */
  readonly attempts: number;
  /** Share of calls that are told to wait. */
  readonly told: number;
  readonly machine: 'usual' | 'slow';
  readonly peers: 'none' | 'one';
  /** What it does not promise, where the platform gives figures and elsewhere. */
  readonly not: Readonly<Record<'figures' | 'words', readonly string[]>>;
}

const grown = (n: number, firstMs = 1_000) => Math.min(30_000, firstMs * 2 ** n);
const between = (luck: Luck, from: number, to: number) => from + luck() * (to - from);
const half = (luck: Luck, n: number) => grown(n) * between(luck, 0.5, 1.5);
const promisesAll = { figures: [], words: [] };
const usual = { attempts: 6, told: 0.1, machine: 'usual', peers: 'none', not: promisesAll } as const;
/** Its waits are outside of the band that Token Factory asks for. */
const outside = { figures: ['backs-off'], words: [] };
/** Without jitter, calls that fail together come back together: that finding is right. */
const varied = ['jitters', 'no-storm-after-recovery'];

export const honestKinds: readonly HonestKind[] = [
  {
    ...usual,
    name: '±50 %',
    says: '1 s, doubling, each ±50 %, at most 30 s: what Token Factory asks for',
    wait: half,
  },
  {
    ...{ ...usual, name: 'full jitter', not: outside },
    says: 'from 0 to 1 s, doubling, at most 30 s',
    wait: (luck, n) => luck() * grown(n),
  },
  {
    ...{ ...usual, name: 'least jitter', not: outside },
    says: 'from 0 to 100 ms, doubling, at most 1 s: the least that counts as backoff',
    wait: (luck, n) => luck() * Math.min(1_000, grown(n, 100)),
  },
  {
    ...{ ...usual, name: 'equal jitter' },
    says: 'half of 1 s, doubling, and up to as much again',
    wait: (luck, n) => grown(n) * between(luck, 0.5, 1),
  },
  {
    ...{ ...usual, name: 'decorrelated', not: outside },
    says: 'from 1 s to three times the wait before, at most 30 s',
    wait: (luck, n, before) => Math.min(30_000, between(luck, 1_000, 3 * (n === 0 ? 1_000 : before))),
  },
  {
    ...{ ...usual, name: 'exact', not: { figures: varied, words: varied } },
    says: '1 s, doubling, without jitter',
    wait: (_, n) => grown(n),
  },
  {
    ...{ ...usual, name: "SDK's waits", attempts: 3, not: outside },
    says: '0.5 s, doubling, each shortened by up to 25 %; two retries',
    wait: (luck, n) => grown(n, 500) * between(luck, 0.75, 1),
  },
  {
    ...usual,
    name: 'long Retry-After',
    says: '±50 %; most calls are asked to wait, up to ten minutes',
    told: 0.8,
    wait: half,
  },
  {
    ...usual,
    name: 'failover',
    says: '±50 %; a peer of the model after two or three 503',
    peers: 'one',
    wait: half,
  },
  {
    ...usual,
    name: 'slow machine',
    says: '±50 %, and whatever it does takes up to seconds longer',
    machine: 'slow',
    wait: half,
  },
];

const contracts = {
  figures: {
    inUse: platformInUse('token-factory'),
    passing: ['bad-gateway', 'internal-error', 'no-healthy-upstream'],
  },
  words: { inUse: platformInUse('deeptoken'), passing: ['platform-error'] },
} as const;
type Contract = keyof typeof contracts;

const key = 'sk-oa**********25xx';
const callsOfRun = 10;

function pick<Item>(luck: Luck, items: readonly [Item, ...Item[]] | readonly Item[]): Item {
  return items[Math.floor(luck() * items.length)] as Item;
}

/** How late it is on a machine; never early by more than a timer is, 1 ms. */
function delayMs({ machine }: HonestKind, luck: Luck): number {
  const late =
    machine === 'slow' ? drawMs({ kind: 'lognormal', medianMs: 30, p99Ms: 3_000, capMs: 20_000 }, luck) : 0;
  return between(luck, -1, 4) + late;
}

/** One call under way: what it met so far, and when it will be done. */
class Life {
  readonly attempts: Told[] = [];
  /** Another request that it made to look what has changed. */
  readonly lookups: Told[] = [];
  readonly #kind: HonestKind;
  readonly #luck: Luck;
  readonly #name: string;
  #now: number;
  #own = 0;
  #before = 0;
  #model = 'a-model';

  constructor(kind: HonestKind, luck: Luck, name: string, startsAt: number) {
    this.#kind = kind;
    this.#luck = luck;
    this.#name = name;
    this.#now = startsAt;
  }

  get hasTries(): boolean {
    return this.attempts.length < this.#kind.attempts - 1;
  }

  /** Asks, and has read what it met. */
  meet(met: Omit<Told, 'at'>): void {
    const at = Math.floor(this.#now);
    const took = met.took ?? Math.floor(between(this.#luck, 1, 30));
    const entry = { key, model: this.#model, idempotencyKey: `${this.#name} ${this.#model}`, ...met.entry };
    this.attempts.push({ ...met, at, took, entry });
    this.#now = at + took + between(this.#luck, 0, 2);
  }

  /** Also later, since a request needs time to arrive. */
  sleep(ms: number): void {
    this.#now += Math.max(0, Math.floor(ms) + delayMs(this.#kind, this.#luck)) + between(this.#luck, 0.1, 3);
  }

  backOff(): void {
    this.#before = this.#kind.wait(this.#luck, this.#own, this.#before);
    this.#own += 1;
    this.sleep(this.#before);
  }

  move(): void {
    this.#model = 'a-peer';
    this.#own = 0;
    this.sleep(0);
  }

  lookUp(): void {
    this.sleep(0);
    this.lookups.push({ at: Math.floor(this.#now), took: 1, entry: { method: 'GET', route: 'models', key } });
    this.sleep(1);
  }

  get now(): number {
    return this.#now;
  }
}

/** Something that passes, and tells no wait. */
function passingOf(contract: Contract, luck: Luck): Omit<Told, 'at'> {
  if (luck() < 0.1) return { status: null, ending: 'severed', faults: ['disconnect'] };
  const error = pick(luck, contracts[contract].passing);
  const headers = contract === 'words' ? ['X-Gateway-Error-Category', 'platform_error'] : [];
  return { error, headers, ...(luck() < 0.5 ? { reworded: true as const } : {}) };
}

function passes(life: Life, kind: HonestKind, contract: Contract, luck: Luck): void {
  const failures = 1 + Math.floor(luck() * (kind.attempts - 1));
  const met = passingOf(contract, luck);
  const patience = 2 + Math.floor(luck() * 2);
  for (let n = 0; n < failures && life.hasTries; n += 1) {
    life.meet(met);
    const stays = met.error === 'no-healthy-upstream' && n + 1 >= patience;
    if (!stays || kind.peers === 'none') life.backOff();
    else {
      life.move();
      break;
    }
  }
  life.meet({});
}

/** `Retry-After` in seconds or, now and then, as a date, of which some clients count whole seconds. */
function isTold(life: Life, luck: Luck): void {
  const most = pick(luck, [8, 60, 600]);
  for (let left = 1 + Math.floor(luck() * 2); left > 0 && life.hasTries; left -= 1) {
    const seconds = Math.ceil(luck() * most);
    if (luck() < 0.8) {
      life.meet({ error: 'rate-limited', retryAfter: seconds, took: 1 });
      if (seconds > 60) return;
      life.sleep(seconds * 1_000);
      continue;
    }
    const date = Math.floor((someTime + life.now) / 1_000 + seconds) * 1_000;
    life.meet({ error: 'rate-limited', retryAfter: new Date(date).toUTCString(), took: 1 });
    if (seconds > 60) return;
    const ms = Math.max(0, date - someTime - life.now);
    life.sleep(luck() < 0.5 ? ms : Math.floor(ms / 1_000) * 1_000);
  }
  life.meet({});
}

function staysWrong(life: Life, contract: Contract): void {
  life.meet({ error: contract === 'figures' ? 'invalid-api-key' : 'org-wallet-empty' });
}

/** A conflict, or a budget whose window is a minute. */
function isParticular(life: Life, contract: Contract, luck: Luck): void {
  if (contract === 'figures') {
    life.meet({ error: 'conflict' });
    life.lookUp();
  } else {
    life.meet({ error: 'budget-limit-exceeded' });
    if (luck() < 0.5) return;
    life.sleep(60_000);
  }
  life.meet({});
}

/** Half a stream, or silence, which it leaves after 10 s. */
function breaks(life: Life, luck: Luck): void {
  const pauses = [{ kind: 'hang', plannedMs: 30_000, actualMs: 10_000 }] as const;
  if (luck() < 0.5) life.meet({ ending: 'damaged', faults: ['stream-cut'], entry: { stream: true } });
  else life.meet({ status: null, ending: 'client-left', took: 10_000, pauses, faults: ['hang'] });
  life.backOff();
  life.meet({});
}

function liveOne(life: Life, kind: HonestKind, contract: Contract, luck: Luck): void {
  const drawn = luck();
  if (drawn < kind.told) isTold(life, luck);
  else if (drawn < kind.told + 0.03) staysWrong(life, contract);
  else if (drawn < kind.told + 0.06) isParticular(life, contract, luck);
  else if (drawn < kind.told + 0.09) breaks(life, luck);
  else if (drawn < kind.told + 0.12) life.meet({});
  else passes(life, kind, contract, luck);
}

const opening: OpeningEntry = {
  ...{ id: 1, kind: 'opening', at: someTime, connection: 900, address: '127.0.0.1', tunnel: null, tls: true },
  ...{
    sni: 'localhost',
    alpn: [],
    rules: [],
    played: 'complete',
    certificate: 'expired',
    version: 'TLSv1.3',
  },
  ...{ client: { kind: 'rejected', alert: 45, name: 'certificate_expired', means: 'expired' }, tookMs: 1 },
};

/** Ten calls, at once or one after the other, under an outage or under all sorts of trouble. */
export function liveOnce(kind: HonestKind, contract: Contract, luck: Luck): Timeline {
  const spreadMs = luck() < 0.5 ? 5 : between(luck, 1_000, 60_000);
  const outage = kind.told < 0.5 && luck() < 0.4;
  const lives: Life[] = [];
  for (let call = 1; call <= callsOfRun; call += 1) {
    const life = new Life(kind, luck, `call ${call}`, luck() * spreadMs);
    if (outage) passes(life, kind, contract, luck);
    else liveOne(life, kind, contract, luck);
    lives.push(life);
  }
  const calls = [
    ...lives.map(({ attempts }) => attempts),
    ...lives.flatMap(({ lookups }) => lookups.map((one) => [one])),
  ];
  const command = { code: 0, stopped: null, output: 'end' } as const;
  return { ...timeline({ inUse: contracts[contract].inUse, calls, command }), openings: [opening] };
}

/** How often it failed, in how many runs in which a verdict was possible. */
export interface Rate {
  failed: number;
  decided: number;
}

const asked = expectations.map((expectation): Expected => {
  const params = expectation.params.parse(expectation.name === 'exit' ? 0 : {});
  return { expectation, params, by: 'asked' };
});

/** By expectation; what the kind does not promise on either contract is left out. */
export function ratesOf(kind: HonestKind, seed: string, runs: number): Map<string, Rate> {
  const rates = new Map<string, Rate>();
  const expectedOf = (contract: Contract) =>
    asked.filter(({ expectation: { name } }) => !kind.not[contract].includes(name));
  const expected = { figures: expectedOf('figures'), words: expectedOf('words') };
  for (const { expectation } of [...expected.figures, ...expected.words])
    rates.set(expectation.name, { failed: 0, decided: 0 });
  const luck = luckOf('honest', seed, kind.name);
  for (let run = 0; run < runs; run += 1) {
    const contract = run % 2 === 0 ? 'figures' : 'words';
    const lived = liveOnce(kind, contract, luck);
    for (const { expectation, outcome } of judge(lived, expected[contract], true).verdicts) {
      const rate = rates.get(expectation);
      if (rate === undefined || outcome === 'inconclusive') continue;
      rate.decided += 1;
      if (outcome === 'fail') rate.failed += 1;
    }
  }
  return rates;
}
