import { parse } from 'yaml';
import { startGateway } from '../../test/helpers/gateway.ts';
import { isDangerous, noticeOf, wholeText } from './outcome.ts';
import { type Asks, type Case, type Client, clients, type Manner } from './run.ts';

/** What each client comes away with, by `outcomeOf`. `a | b`: either, and `note` says on what it depends. */
export type Seen = Readonly<Record<Client, string>>;

export interface Row {
  readonly fault: string;
  /** Parameters as they stand in a scenario, in YAML; empty: the fault's defaults. */
  readonly params: string;
  readonly asks: Asks;
  readonly patience: keyof typeof limits;
  readonly seen: Seen;
  /**
   * Where the lines that help lead elsewhere than to an error or, without need of them, to the whole text.
   * Of `Notice`; `a | b` as in `Seen`.
   */
  readonly careful: Partial<Readonly<Record<Client, string>>>;
  /** What is not plain from the outcome, and what it depends on. */
  readonly note: string;
}

/** The helper streams always; what it makes of a whole body is the raw client's. */
const doesNotAsk = '–';

export function row(
  fault: string,
  params: string,
  seen: Seen | Omit<Seen, 'openai helper'>,
  more: Partial<Pick<Row, 'patience' | 'careful' | 'note'>> = {},
): Row {
  const asks = 'openai helper' in seen ? 'stream' : 'whole';
  const complete = { 'openai helper': doesNotAsk, ...seen };
  return { fault, params, asks, patience: 'long', careful: {}, note: '', ...more, seen: complete };
}

export const faultName = ({ fault, params }: Pick<Row, 'fault' | 'params'>) =>
  [fault, params].filter((part) => part !== '').join(': ') || 'no fault';

export const rowName = (row: Row) => `${faultName(row)} (${row.asks})`;

export const askersOf = ({ seen }: Row) => clients.filter((client) => seen[client] !== doesNotAsk);

/** Of the outcomes that are allowed; what is told besides does not count. */
const firstOf = (allowed: string) => (allowed.split(' | ')[0] ?? '').split('; ')[0] ?? '';

export function noticesExpected({ seen, careful }: Row, client: Client): readonly string[] {
  const plain = firstOf(seen[client]);
  return (careful[client] ?? (isDangerous(plain) ? 'noticed' : noticeOf(plain))).split(' | ');
}

/** Parameters as a fault's schema takes them. */
export function paramsOf({ params }: Row): unknown {
  return params === '' ? {} : parse(params);
}

/** A gateway that has no more than one fault. */
export function open({ fault, params }: Row) {
  const faults = params === '' ? fault : `{ ${fault}: ${params} }`;
  const rules = fault === '' ? '[]' : `[{ faults: [${faults}] }]`;
  return startGateway({ scenario: `seed: 7\nstub: { text: "${wholeText}" }\nrules: ${rules}\n` });
}

/**
 * Milliseconds that a client waits where a stall is expected, where it may come to one, and elsewhere: the
 * machine may be busy.
 */
export const limits = { brief: 4_000, middle: 6_000, long: 20_000 };

export function caseOf(url: string, row: Row, client: Client, manner: Manner): Case {
  const name = `${rowName(row)} by ${client}, ${manner}`;
  return { name, client, url: `${url}/v1`, asks: row.asks, limitMs: limits[row.patience], manner };
}
