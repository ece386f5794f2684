import { expectations } from '../../src/expectations/index.ts';
import { judge } from '../../src/judge/judge.ts';
import { type Luck, luckOf } from '../../src/lib/luck.ts';
import type { RequestEntry } from '../../src/model/entry.ts';
import type { CallFacts } from '../../src/model/facts.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { attemptEnd } from '../../src/request/attempt-end.ts';
import { createAttempts } from '../../src/request/attempts.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { connectionFacts, requestFacts, someTime } from '../../test/helpers/facts.ts';
import { platformInUse } from '../../test/helpers/platform.ts';
import { entryOf, type Told } from '../../test/helpers/timeline.ts';

interface Message {
  readonly role: string;
  readonly content: string;
}

/** What a client sends, from which each attempt may make another one. */
export interface Request {
  readonly body: {
    readonly model: string;
    readonly messages: readonly Message[];
    readonly [name: string]: unknown;
  };
  readonly key: string;
  /** `null`: it sends none. */
  readonly idempotencyKey: string | null;
}

/** A client that waits as the contract asks, and sends something else when it asks again. */
export interface ChangingKind {
  readonly name: string;
  readonly says: string;
  /** Errors of the platform that it meets. */
  readonly meets: readonly string[];
  /** The nth retry, from 1. */
  change(before: Request, luck: Luck, n: number): Request;
  /** What it does not promise. */
  readonly not: readonly string[];
}

type Change = (body: Request['body'], luck: Luck, n: number) => Request['body'];

const kind = (name: string, says: string, meets: readonly string[], change: Change): ChangingKind => ({
  ...{ name, says, meets, not: [] },
  change: ({ body, ...rest }, luck, n) => ({ ...rest, body: change(body, luck, n) }),
});

const passing = ['bad-gateway', 'internal-error', 'no-healthy-upstream', 'rate-limited', 'request-timeout'];
const timeouts = ['request-timeout'];
const peers = ['MiniMaxAI/MiniMax-M2.5', 'deepseek-ai/DeepSeek-V3.2'];

const lastOf = <Item>(items: readonly Item[]) => items.at(-1) as Item;

function cut({ content, ...rest }: Message): Message {
  return { ...rest, content: content.length < 60 ? content : content.slice(0, content.length / 2) };
}

function shuffled(body: Request['body'], luck: Luck): Request['body'] {
  const members = Object.entries(body).map((member) => ({ member, at: luck() }));
  return Object.fromEntries(
    members.sort((a, b) => a.at - b.at).map(({ member }) => member),
  ) as Request['body'];
}

/** Milliseconds that stand in the system prompt, of a clock that goes on. */
function told(messages: readonly Message[], luck: Luck, n: number): readonly Message[] {
  const now = new Date(someTime + n * 60_000 + Math.floor(luck() * 50_000)).toISOString();
  return [{ role: 'system', content: `You are terse. Now: ${now}` }, ...messages.slice(1)];
}

export const changingKinds: readonly ChangingKind[] = [
  kind('shorter history', 'leaves the oldest messages out', timeouts, (body) => {
    const [system, ...others] = body.messages;
    const kept = others.slice(others.length > 1 ? Math.ceil(others.length / 2) : 0);
    return { ...body, messages: [system as Message, ...kept] };
  }),
  kind('shorter text', 'cuts the text that it asks about', timeouts, (body) => {
    return { ...body, messages: [...body.messages.slice(0, -1), cut(lastOf(body.messages))] };
  }),
  kind('smaller limit', 'halves `max_tokens`', timeouts, (body) => {
    return { ...body, max_tokens: Math.floor(Number(body['max_tokens']) / 2) };
  }),
  kind('fewer tools', 'offers fewer tools, at last none', passing, (body) => {
    const { tools, ...rest } = body;
    const kept = Array.isArray(tools) ? tools.slice(1) : [];
    return kept.length === 0 ? rest : { ...rest, tools: kept };
  }),
  kind('no stream', 'asks for the whole at once', passing, ({ stream: _, ...body }) => body),
  kind(
    'a peer',
    'asks a peer of the model from the third attempt on',
    ['no-healthy-upstream'],
    (body, _, n) => {
      return n < 2 ? body : { ...body, model: peers[(n - 2) % peers.length] as string };
    },
  ),
  kind('a peer with less', 'asks a peer, with fewer tools', ['no-healthy-upstream'], (body, _, n) => {
    return n < 2 ? body : { ...body, model: peers[0] as string, tools: undefined };
  }),
  kind('clock in the prompt', 'tells the time of day', passing, (body, luck, n) => {
    return { ...body, messages: told(body.messages, luck, n) };
  }),
  kind('members in any order', 'writes its JSON anew each time', passing, shuffled),
  {
    ...{ name: 'another key', says: 'asks with the new key once the old one is refused', not: [] },
    meets: ['invalid-api-key'],
    change: (request) => ({ ...request, key: 'sk-oais-0123456789-rotated' }),
  },
  {
    ...{ name: 'new Idempotency-Key', says: 'sends another `Idempotency-Key` in each attempt' },
    ...{ meets: passing, not: ['keeps-idempotency-key'] },
    change: (request, luck) => ({ ...request, idempotencyKey: `key-${luck()}` }),
  },
];

const inUse = platformInUse('token-factory');
const callsOfRun = 10;
const mostFailures = 3;
const between = (luck: Luck, from: number, to: number) => from + luck() * (to - from);
const subjects = ['the sea', 'a lighthouse', 'two ships', 'the harbour', 'an old map', 'the tide', 'a storm'];

const tool = (name: string) => ({ type: 'function', function: { name, parameters: { type: 'object' } } });

function question(luck: Luck): string {
  const words = Array.from({ length: 3 + Math.floor(luck() * 40) }, () => subjects[Math.floor(luck() * 7)]);
  return `Tell me of ${words.join(', of ')}.`;
}

/** Calls of one client have their system prompt, tools and limits in common, and often a history. */
function firstRequest(history: readonly Message[], luck: Luck): Request {
  const messages = [...told([{ role: 'system', content: '' }], luck, 0), ...history];
  return {
    body: {
      ...{ model: 'Omniva/Kimi-K2.6', messages: [...messages, { role: 'user', content: question(luck) }] },
      ...{ max_tokens: 4_000, stream: true, tools: ['search', 'read', 'write'].map(tool) },
    },
    key: 'sk-oais-0123456789-first',
    idempotencyKey: null,
  };
}

/** One attempt: what was sent, what it met, and the call that it was made for. */
interface Made {
  readonly request: Request;
  readonly told: Told;
  readonly call: number;
}

function madeBy(kind: ChangingKind, call: number, first: Request, startsAt: number, luck: Luck): Made[] {
  const final = kind.meets.includes('invalid-api-key');
  const failures = final ? 1 : Math.floor(luck() * (mostFailures + 1));
  const error = kind.meets[Math.floor(luck() * kind.meets.length)] as string;
  const made: Made[] = [];
  let [request, at] = [first, startsAt];
  for (let n = 0; n <= failures; n += 1) {
    if (n > 0) request = kind.change(request, luck, n);
    const took = 1 + Math.floor(luck() * 30);
    const seconds = 1 + Math.floor(luck() * 20);
    const wait = error === 'rate-limited' ? { retryAfter: seconds } : {};
    made.push({ request, call, told: n === failures ? { at, took } : { at, took, error, ...wait } });
    const ms = error === 'rate-limited' ? seconds * 1_000 : 1_000 * 2 ** n * between(luck, 0.5, 1.5);
    at = Math.ceil(at + took + ms + between(luck, 1, 5));
  }
  return made;
}

/** A request under way: what is to be done when it ends. */
interface Open {
  readonly at: number;
  act(): void;
}

/** The journal of what was made: attempts are joined to calls as a running gateway joins them. */
function journalled(made: readonly Made[], luck: Luck): { entries: RequestEntry[]; calls: number[] } {
  const attempts = createAttempts();
  const entries: RequestEntry[] = [];
  const calls: number[] = [];
  const arrive = ({ request, told, call }: Made): Open => {
    const { key, body, idempotencyKey } = request;
    const connection = 1 + Math.floor(luck() * 4);
    const at = someTime + told.at;
    const facts = requestFacts(inUse, {
      ...{ body, headers: idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey } },
      facts: { at, key, client: 'app/1', connection: { ...connectionFacts, connection } },
    });
    const joined: CallFacts = attempts.arrive(facts);
    const { call: ordinal, attempt, ...found } = joined;
    const { model, stream } = facts;
    const entry = { ...found, connection, idempotencyKey, key, model, stream, client: 'app/1' };
    entries.push(entryOf({ ...told, entry }, ordinal, attempt, inUse));
    calls.push(call);
    const { played, tookMs } = lastOf(entries);
    return { at: told.at + tookMs, act: () => attempts.ended(joined, attemptEnd(played, at + tookMs)) };
  };
  let open: Open[] = [];
  for (const each of made.toSorted((a, b) => a.told.at - b.told.at)) {
    for (const due of open.filter(({ at }) => at <= each.told.at).sort((a, b) => a.at - b.at)) due.act();
    open = [...open.filter(({ at }) => at > each.told.at), arrive(each)];
  }
  return { entries, calls };
}

export interface Lived {
  readonly timeline: Timeline;
  /** Number of calls that came again, and of those whose attempts were all joined to one call. */
  readonly again: number;
  readonly whole: number;
}

/** Ten calls at once, or one after the other. */
export function changeOnce(kind: ChangingKind, luck: Luck): Lived {
  const spreadMs = luck() < 0.5 ? 5 : between(luck, 1_000, 60_000);
  const history = Array.from({ length: Math.floor(luck() * 4) }, (_, at) => [
    { role: 'user', content: `${question(luck)} (${at})` },
    { role: 'assistant', content: question(luck) },
  ]).flat();
  const made = Array.from({ length: callsOfRun }, (_, call) =>
    madeBy(kind, call, firstRequest(history, luck), Math.floor(luck() * spreadMs), luck),
  );
  const { entries, calls } = journalled(made.flat(), luck);
  const seen = { entries, dropped: 0, inUseOf: () => inUse };
  const command = { code: 0, stopped: null, output: 'end' } as const;
  const retried = made.flatMap((attempts, call) => (attempts.length > 1 ? [call] : []));
  const joinedTo = (call: number) =>
    new Set(entries.filter((_, at) => calls[at] === call).map((e) => e.call));
  const whole = retried.filter((call) => joinedTo(call).size === 1).length;
  return { timeline: timelineOf('sample', 'sample', seen, command), again: retried.length, whole };
}

export interface ChangeRate {
  /** Runs with a verdict that failed, by expectation. */
  readonly failed: ReadonlyMap<string, number>;
  readonly again: number;
  readonly whole: number;
}

export function changeRate(kind: ChangingKind, seed: string, runs: number): ChangeRate {
  const expected = expectations
    .filter(({ name }) => !kind.not.includes(name))
    .map((expectation) => {
      const params = expectation.params.parse(expectation.name === 'exit' ? 0 : {});
      return { expectation, params, by: 'asked' as const };
    });
  const luck = luckOf('bodies', seed, kind.name);
  const failed = new Map<string, number>();
  let [again, whole] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const lived = changeOnce(kind, luck);
    again += lived.again;
    whole += lived.whole;
    for (const { expectation, outcome } of judge(lived.timeline, expected, true).verdicts)
      if (outcome === 'fail') failed.set(expectation, (failed.get(expectation) ?? 0) + 1);
  }
  return { failed, again, whole };
}
