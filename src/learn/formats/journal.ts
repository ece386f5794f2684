import { isMapping } from '../../lib/mapping.ts';
import { member } from '../../lib/pointer.ts';
import type { Ending } from '../../model/entry.ts';
import { retryAfterIn } from '../headers.ts';
import { type Observation, type SeenEnding, unknownObservation } from '../observation.ts';
import { flagOf, modelOf, msOf, numberOf, pathOf, statusOf, textOf, timeOf } from '../values.ts';
import { each, type LearnFormat } from './format.ts';

/** `null`: the gateway was stopped, or its faults were, which tells nothing of a bad day. */
const endings: Readonly<Record<Ending, SeenEnding | null>> = {
  complete: 'whole',
  damaged: 'cut',
  severed: 'broken',
  hung: 'silent',
  'fault-ended': null,
  'client-left': 'client-left',
  'upstream-died': 'broken',
  drained: null,
};

const kinds = ['connection', 'opening', 'finding', 'request', 'outcome', 'notice', 'lost'];

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** `complete` where this version knows no such ending. */
function endingOf(played: unknown, status: number | null): SeenEnding | null {
  const name = textOf(member(played, 'ending')) ?? '';
  const seen = Object.hasOwn(endings, name) ? endings[name as Ending] : 'whole';
  // Clients that left before any head had waited in vain.
  return seen === 'client-left' && status === null ? 'silent' : seen;
}

function observed(entry: unknown): Observation | 'nothing' | null {
  const [played, at] = [member(entry, 'played'), timeOf(member(entry, 'at'))];
  if (at === null || !isMapping(played)) return null;
  const status = statusOf(member(played, 'status'));
  const ending = endingOf(played, status);
  const headers: readonly unknown[] = Array.isArray(played['headers']) ? played['headers'] : [];
  const headAt = timeOf(member(played, 'headAt'));
  const stream = flagOf(member(entry, 'stream'));
  if (ending === null) return 'nothing';
  return {
    ...unknownObservation,
    ...{ at, status, stream, ending },
    model: modelOf(member(entry, 'model')),
    path: pathOf(member(entry, 'url')),
    error: textOf(member(played, 'error')),
    retryAfter: retryAfterIn(
      headers.filter(isText),
      (headAt ?? at) + (numberOf(member(played, 'wallAheadMs')) ?? 0),
    ),
    firstByteMs: headAt === null ? null : Math.max(0, headAt - at),
    totalMs: msOf(member(entry, 'tookMs')),
    frames: stream === true ? numberOf(member(played, 'frames')) : null,
  };
}

export const journal: LearnFormat = {
  name: 'journal',
  summary: 'the journal of badgateway serve --journal, or of ctl journal, as lines of JSON',
  recognises: (record) => kinds.some((kind) => member(record, 'kind') === kind),
  cannotTell: [
    'a journal does not say whether a connection ended with FIN or with RST; FIN is assumed',
    'faults of connections and of TLS come before any request; they are not learned',
  ],
  open: () =>
    each((record) => {
      const kind = member(record, 'kind');
      if (!kinds.some((known) => known === kind)) return null;
      if (kind !== 'request') return [];
      const found = observed(record);
      return found === 'nothing' ? [] : found && [found];
    }),
};
