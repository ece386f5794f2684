import type { NoticeEntry, OutcomeEntry, Played, RequestEntry } from '../../src/model/entry.ts';
import type { ErrorInside } from '../../src/model/error-inside.ts';
import type { PlatformInUse } from '../../src/model/platform.ts';
import type { CommandEnd, Timeline } from '../../src/model/timeline.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { someTime } from './facts.ts';

/** One attempt, as a test tells it. Times in milliseconds since the beginning. */
export interface Told {
  readonly at: number;
  /** From arrival to the end; default 1. */
  readonly took?: number;
  /** Entry of the platform's catalogue that was answered. */
  readonly error?: string;
  /** Default: the entry's, else 200. `null`: no head. */
  readonly status?: number | null;
  /** Value of `Retry-After`. */
  readonly retryAfter?: string | number;
  readonly headers?: readonly string[];
  /** Of the head; default: the arrival. */
  readonly headAt?: number;
  readonly ending?: Played['ending'];
  /** The error that came with a status of success. */
  readonly inside?: ErrorInside;
  /** The message of its error is worded otherwise. */
  readonly reworded?: true;
  readonly pauses?: Played['pauses'];
  /** Names of the faults that were injected; default: `error` where there is one. */
  readonly faults?: readonly string[];
  readonly entry?: Partial<RequestEntry>;
}

export interface TimelineSetting {
  readonly inUse: PlatformInUse;
  /** Each list is one call. */
  readonly calls: readonly (readonly Told[])[];
  readonly scenario?: string;
  readonly command?: CommandEnd | null;
  /** What the application said, by number of the call from 1. */
  readonly outcomes?: Readonly<Record<number, OutcomeEntry['outcome']>>;
  /** When it said so; default: at the beginning. */
  readonly outcomeAt?: number;
  /** When a wallet was topped up. */
  readonly toppedUp?: readonly number[];
}

function statusOf({ error, status }: Told, { platform }: PlatformInUse): number | null {
  if (status !== undefined) return status;
  const entry = platform.errors.find(({ name }) => name === error);
  if (error !== undefined && entry === undefined) throw new Error(`no error is named ${error}`);
  return entry?.status ?? 200;
}

/** An error that tells no wait has its head at its end; everything else has it when it arrives. */
function headAtOf({ at, took = 1, retryAfter, headers, headAt }: Told, status: number): number {
  const tellsWait = retryAfter !== undefined || headers !== undefined;
  return headAt ?? (status >= 400 && !tellsWait ? at + took : at);
}

function playedOf(told: Told, inUse: PlatformInUse): Played {
  const status = statusOf(told, inUse);
  const wait = told.retryAfter === undefined ? [] : ['Retry-After', String(told.retryAfter)];
  return {
    status,
    headers: [...wait, ...(told.headers ?? [])],
    headAt: status === null ? null : someTime + headAtOf(told, status),
    error: told.error ?? null,
    ...(told.reworded === true ? { reworded: true } : {}),
    ...(told.inside === undefined ? {} : { errorInside: told.inside }),
    frames: 1,
    bytes: 100,
    pauses: told.pauses ?? [],
    ending: told.ending ?? 'complete',
  };
}

/** A journal entry of one attempt. */
export function entryOf(told: Told, call: number, attempt: number, inUse: PlatformInUse): RequestEntry {
  const faults = told.faults ?? (told.error === undefined ? [] : ['error']);
  return {
    id: call * 100 + attempt,
    kind: 'request',
    at: someTime + told.at,
    scenario: 'sample',
    label: '',
    connection: call,
    call,
    attempt,
    signals: ['method', 'path', 'body'],
    certainty: attempt === 1 ? 'certain' : 'likely',
    retryCount: null,
    idempotencyKey: null,
    method: 'POST',
    url: '/v1/chat/completions',
    route: 'chat',
    surface: 'public',
    model: 'a-model',
    stream: false,
    client: 'curl/8',
    key: null,
    keyBeside: null,
    bodyBytes: 12,
    bodyExtent: 'whole',
    rules: faults.length === 0 ? [] : [{ rule: 'rule-1', outcome: 'fired', because: 'match 1', faults }],
    source: 'stub',
    played: playedOf(told, inUse),
    upstreamFailure: null,
    tookMs: told.took ?? 1,
    ...told.entry,
  };
}

/** A timeline of calls that are told by hand, put together as those of a journal are. */
export function timeline({
  inUse,
  calls,
  scenario = 'sample',
  command = null,
  outcomes = {},
  outcomeAt = 0,
  toppedUp = [],
}: TimelineSetting): Timeline {
  const requests = calls.flatMap((told, call) =>
    told.map((attempt, index) => ({ ...entryOf(attempt, call + 1, index + 1, inUse), scenario })),
  );
  const said = Object.entries(outcomes).map(([call, outcome]): OutcomeEntry => {
    return {
      id: 0,
      kind: 'outcome',
      at: someTime + outcomeAt,
      scenario,
      label: '',
      call: Number(call),
      outcome,
    };
  });
  const notices = toppedUp.map((at): NoticeEntry => {
    const entry = { id: 0, kind: 'notice', at: someTime + at, scenario, label: '' } as const;
    return { ...entry, notice: 'topped-up', says: 'limit wallet: topped up by 1 USD' };
  });
  const seen = { entries: [...requests, ...said, ...notices], dropped: 0, inUseOf: () => inUse };
  return timelineOf(scenario, scenario, seen, command);
}
