import type { RuleOutcome } from '../model/decision.ts';
import type { ConnectionEntry, Entry, OpeningEntry, RequestEntry } from '../model/entry.ts';

export type ShownEntry = RequestEntry | ConnectionEntry | OpeningEntry;

/** How an attempt is drawn, as in the report. */
export type Mark = 'answered' | 'asked' | 'early';

/** An attempt as a line of the list. */
export interface Row {
  /** Number in the journal. */
  readonly id: number;
  readonly at: number;
  readonly tookMs: number;
  /** `SCENARIO.LABEL`; `null`: a connection, which has neither. */
  readonly run: string | null;
  readonly label: string;
  /** Names its lane of the picture. */
  readonly lane: string;
  /** `3#2`: the second attempt of the third call. */
  readonly attempt: string;
  readonly call: number | null;
  readonly status: number | null;
  /** What it met, in words. */
  readonly met: string;
  readonly mark: Mark;
  readonly route: string;
  readonly model: string;
  /** Ids of the rules that fired. */
  readonly rules: readonly string[];
  readonly entry: ShownEntry;
}

export const runName = (scenario: string, label: string) =>
  label === '' ? scenario : `${scenario}.${label}`;

export const laneOf = (run: string | null, call: number | null) => `${run ?? ''}#${call ?? ''}`;

export const firedOf = (rules: readonly RuleOutcome[]) =>
  rules.filter(({ outcome, faults }) => outcome === 'fired' && faults.length > 0).map(({ rule }) => rule);

function headerOf(headers: readonly string[], name: string): string | null {
  const at = headers.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name);
  return at < 0 ? null : (headers[at + 1] ?? null);
}

const brokenWays: Partial<Record<RequestEntry['played']['ending'], string>> = {
  damaged: 'an answer that broke and looked whole',
  hung: 'silence until the connection was ended',
  drained: 'the end of the gateway',
};

/** What a request met, in the words of the report. */
export function metOf({ played }: RequestEntry): string {
  const { status, headAt, error, ending, headers } = played;
  const known = brokenWays[ending];
  if (known !== undefined) return known;
  if (ending === 'client-left')
    return headAt === null ? 'silence, which the client left' : 'an answer that the client left';
  if (ending !== 'complete')
    return headAt === null ? 'a connection that broke before the answer' : 'an answer whose connection broke';
  if (status === null || status < 400) return 'answered';
  const wait = headerOf(headers, 'retry-after');
  const named = error === null ? String(status) : `${status} ${error}`;
  return wait === null ? named : `${named}, Retry-After: ${wait}`;
}

function rowOfRequest(entry: RequestEntry): Row {
  const { id, at, tookMs, scenario, label, call, attempt, played, route, model, rules } = entry;
  const met = metOf(entry);
  const run = runName(scenario, label);
  return {
    ...{ id, at, tookMs, label, call, met, entry },
    ...{ run, lane: laneOf(run, call), attempt: `${call}#${attempt}`, status: played.status },
    mark: met === 'answered' ? 'answered' : 'asked',
    ...{ route: route ?? '', model: model ?? '', rules: firedOf(rules) },
  };
}

function rowOfConnection(entry: ConnectionEntry | OpeningEntry, met: string): Row {
  const { id, at, connection, rules } = entry;
  const tookMs = entry.kind === 'opening' ? entry.tookMs : 0;
  return {
    ...{ id, at, tookMs, met, entry, rules: firedOf(rules), attempt: `connection ${connection}` },
    ...{
      run: null,
      lane: laneOf(null, null),
      label: '',
      call: null,
      status: null,
      mark: 'asked',
      route: '',
      model: '',
    },
  };
}

function handshakeOf({ played, client }: OpeningEntry): string {
  const took = played === 'complete' ? 'a handshake' : `a handshake with ${played}`;
  switch (client?.kind) {
    case 'rejected':
      return `${took}; the client refused: ${client.name}`;
    case 'rejected-silently':
      return `${took}; the client left`;
    case 'failed':
      return `${took}; ${client.code}`;
    default:
      return took;
  }
}

/** `null`: the entry is no attempt, or a connection that was served as usual. */
export function rowOf(entry: Entry): Row | null {
  switch (entry.kind) {
    case 'request':
      return rowOfRequest(entry);
    case 'connection':
      return entry.welcome === 'serve' ? null : rowOfConnection(entry, `a connection with ${entry.welcome}`);
    case 'opening':
      return entry.rules.length === 0 && entry.played === 'complete'
        ? null
        : rowOfConnection(entry, handshakeOf(entry));
    default:
      return null;
  }
}

/** When it ended. */
export const endOf = ({ at, tookMs }: Row): number => at + tookMs;
