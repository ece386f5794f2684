import { bodies, stallNote } from './expected-bodies.ts';
import { forEver, type Notice, partly, raises, wholly } from './outcome.ts';
import { type Row, row } from './row.ts';
import { type Client, clients } from './run.ts';
import * as seen from './seen.ts';

const notices = (notice: Notice, ...by: readonly Client[]) =>
  Object.fromEntries(by.map((client) => [client, notice])) as Partial<Record<Client, Notice>>;

/** Nothing in the bytes tells it from what was meant. */
const unnoticed = notices('not noticed', ...clients);

const cuts: readonly Row[] = [
  row('stream-cut', '{ frames: 3 }', seen.unfinished(partly(8))),
  row('stream-cut', '{ frames: 0 }', seen.unfinished(partly(0)), { note: 'a 200, and not one event' }),
  row(
    'stream-cut',
    '{ bytes: 600B }',
    {
      ...seen.unfinished(partly(4)),
      fetch: raises('SyntaxError'),
      httpx: raises('JSONDecodeError'),
      requests: raises('JSONDecodeError'),
    },
    { note: 'within an event: by the standard it does not count, and readers of lines trip over it' },
  ),
  row('stream-cut', '{ frames: 13 }', seen.unfinished(wholly), {
    careful: notices('noticed', ...clients),
    note: 'after all of the text, before its finish_reason: whoever insists on one refuses it',
  }),
  row('stream-cut', '{ frames: 14 }', seen.ok, { note: 'after finish_reason, before [DONE]' }),
  row('stream-cut', '{ frames: 3, how: fin }', seen.broken(seen.fin)),
  row('stream-cut', '{ frames: 3, how: rst }', seen.broken(seen.rst)),
  row('stream-cut', '{ frames: 14, how: fin }', seen.broken(seen.fin), {
    note: 'the text was whole; `fetch` gives none of it away, as `text()` waits for the end',
  }),
];

const stalls: readonly Row[] = [
  row('stream-stall', '{ frames: 3 }', seen.silent(8), { patience: 'brief', note: stallNote }),
];

const goesOn = { careful: notices('noticed', 'fetch', 'AI SDK', 'httpx', 'requests') };

const errors: readonly Row[] = [
  row('stream-error', '{ frames: 3 }', seen.errorInStream(partly(8))),
  row('stream-error', '{ frames: 0 }', seen.errorInStream(partly(0)), { note: 'the first event' }),
  row('stream-error', '{ frames: 3, then: done }', seen.errorInStream(partly(8))),
  row('stream-error', '{ frames: 3, then: continue }', seen.errorInStream(wholly), goesOn),
  row('stream-error', '{ frames: 3, as: event }', seen.errorInStream(partly(8))),
  row('stream-error', '{ frames: 0, as: event }', seen.errorInStream(partly(0))),
  row('stream-error', '{ frames: 3, as: event, then: done }', seen.errorInStream(partly(8))),
  row('stream-error', '{ frames: 3, as: event, then: continue }', seen.errorInStream(wholly), goesOn),
];

/** curl reads nothing, and the line that helps it looks for a finish_reason alone. */
const curlMisses = { careful: notices('not noticed', 'curl') };

const events: readonly Row[] = [
  row('stream-bad-frame', '{ kind: cut-json }', seen.noJson, curlMisses),
  row('stream-bad-frame', '{ kind: not-json }', seen.noJson, curlMisses),
  row('stream-bad-frame', '{ kind: no-colon }', seen.garbled, {
    careful: unnoticed,
    note: 'the standard has such a line passed over, and with it the piece of text that it replaces',
  }),
  row(
    'stream-bad-frame',
    '{ kind: bare }',
    { ...seen.noJson, curl: wholly, fetch: wholly, httpx: wholly, requests: wholly },
    { note: 'two events become one of two lines, which is no JSON; readers of lines read two' },
  ),
  row('stream-drop', '', seen.garbled, { careful: unnoticed }),
  row('stream-duplicate', '', seen.garbled, { careful: unnoticed }),
  row('stream-reorder', '', seen.garbled, { careful: unnoticed }),
  row('stream-no-done', '', seen.ok),
  row('stream-no-finish', '', seen.unfinished(wholly), {
    careful: notices('noticed', ...clients),
    note: 'the text was whole, and whoever insists on a finish_reason refuses it',
  }),
];

/** Readers of lines look for `data: `, and know one way to end a line. */
const readersOfLines = 'by the standard the same stream; readers of lines trip over it';

const foreign: readonly Row[] = [
  row('stream-insert', '{ frames: 0, events: [{ choices: [] }] }', seen.ok),
  row('stream-replace', '{ frames: 1, remove: [/choices/0/delta] }', {
    ...seen.ok,
    'openai helper': raises('OpenAIError'),
  }),
  row(
    'stream-spelling',
    '{ as: no-space }',
    { ...seen.ok, curl: partly(0), fetch: partly(0), httpx: partly(0), requests: partly(0) },
    { ...curlMisses, note: readersOfLines },
  ),
  row(
    'stream-spelling',
    '{ as: crlf }',
    { ...seen.ok, fetch: raises('SyntaxError') },
    { note: readersOfLines },
  ),
  row(
    'stream-spelling',
    '{ as: cr }',
    { ...seen.ok, curl: partly(0), fetch: raises('SyntaxError') },
    { ...curlMisses, note: readersOfLines },
  ),
  row(
    'stream-spelling',
    '{ as: data-lines }',
    {
      ...{ ...seen.ok, curl: partly(0), fetch: raises('SyntaxError') },
      ...{ httpx: raises('JSONDecodeError'), requests: raises('JSONDecodeError') },
    },
    { note: readersOfLines },
  ),
  ...['id', 'retry', 'event-name', 'comment', 'bom'].map((as) =>
    row('stream-spelling', `{ as: ${as} }`, seen.ok),
  ),
];

const harmless: readonly Row[] = [
  row('stream-split', '{ inside: character }', seen.ok),
  row('stream-split', '{ inside: line-end }', seen.ok),
  row('stream-split', '{ inside: anywhere, bytes: 1B, gap: 0ms }', seen.ok),
  row('stream-comment', '', seen.ok),
  row('stream-comment', '{ count: 50 }', seen.ok),
  row('stream-oversize-frame', '', seen.ok),
  row('stream-wrong-type', '', seen.ok, { note: 'nobody looks at the Content-Type of a stream' }),
  row('stream-wrong-type', '{ type: text/html }', seen.ok),
];

/** How far it had come when the limit struck is for the machine to say. */
const somewhere = [12, 0, 4, 8, 16, 20, 24].map(partly).join(' | ');

const paced: readonly Row[] = [
  row('drip', '{ perFrame: 20ms }', seen.ok),
  row('drip', '{ rate: 20KiB }', seen.ok),
  row(
    'drip',
    '{ perFrame: 600ms }',
    { ...seen.silent(12), 'AI SDK': somewhere, httpx: forEver, requests: forEver },
    {
      patience: 'brief',
      note: 'longer than the limit as a whole, never silent for so long: a limit on each read lets it pass',
    },
  ),
  row('hang', '', seen.silentFirst, { patience: 'brief', note: stallNote }),
  row('hang', '{ at: after-head }', seen.silent(0), { patience: 'brief', note: stallNote }),
  row('hang', '{ at: after-head, for: 100ms }', seen.broken(seen.fin)),
  row('hang', '{ at: after-head, for: 100ms, then: reset }', seen.broken(seen.rst)),
  row('hang', '{ at: after-head, for: 100ms, then: continue }', seen.ok),
];

const breaks: readonly Row[] = [
  row('disconnect', '', seen.unanswered(seen.finFirst)),
  row('disconnect', '{ how: rst }', seen.unanswered(seen.rstFirst)),
  row('disconnect', '{ at: after-head }', seen.broken(seen.fin)),
  row('disconnect', '{ share: 0.5 }', seen.broken(seen.fin)),
  row('disconnect', '{ share: 0.5, how: rst }', seen.broken(seen.rst)),
];

export const rows: readonly Row[] = [
  row('', '', seen.ok),
  ...cuts,
  ...stalls,
  ...errors,
  ...events,
  ...foreign,
  ...harmless,
  ...paced,
  ...breaks,
  ...bodies,
];
