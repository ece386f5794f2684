import { nothing, partly, raises, wholly, wrong } from './outcome.ts';
import { type Row, row } from './row.ts';
import * as seen from './seen.ts';

export const stallNote = 'every client gives itself two seconds here, by the option that it has for it';

/** It depends on how the last bytes come apart. */
const lostError = {
  patience: 'middle',
  careful: seen.mayBeLost,
  note: "Node's fetch may lose an error in the last bytes; then not even a signal is sure to end it",
} as const;

const wholes: readonly Row[] = [
  row('', '', seen.okWhole),
  row('body-truncate', '', seen.noJsonWhole),
  row('body-truncate', '{ bytes: 0B }', seen.noAnswer),
  row('body-empty', '', seen.noAnswer),
  row('body-bad-json', '{ kind: unclosed }', seen.noJsonWhole),
  row('body-bad-json', '{ kind: trailing-comma }', seen.noJsonWhole),
  row('body-bad-json', '{ kind: single-quotes }', seen.noJsonWhole),
  row('body-bad-json', '{ kind: prefix }', seen.noJsonWhole),
  row('body-html', '', seen.noAnswer, {
    note: '`openai` returns the page, a string, as if it were a completion',
  }),
  row(
    'body-html',
    '{ status: 502 }',
    {
      ...seen.noJsonWhole,
      ...{ openai: raises('InternalServerError'), LangChain: raises('InternalServerError') },
    },
    { note: '`fetch`, httpx and requests raise because it is no JSON, not because of the status' },
  ),
  row(
    'body-wrong-type',
    '',
    { ...seen.okWhole, openai: nothing, LangChain: raises('TypeError'), requests: wrong },
    {
      careful: { requests: 'not noticed' },
      note: 'requests reads text/* without a charset as ISO-8859-1: other characters, no error',
    },
  ),
  row('body-wrong-type', '{ type: application/octet-stream }', {
    ...seen.okWhole,
    ...{ openai: nothing, LangChain: raises('TypeError') },
  }),
  row(
    'body-bad-gzip',
    '{ kind: not-gzip }',
    { ...seen.brokenWhole(seen.notGzip), curl: wholly },
    { note: 'curl decodes only with `--compressed`' },
  ),
  row('body-bad-gzip', '{ kind: cut }', seen.noJsonWhole, {
    note: 'nobody misses the end of the gzip; the JSON is not whole',
  }),
  row('body-bad-gzip', '{ kind: bad-checksum }', { ...seen.lostErrorWhole, curl: nothing }, lostError),
  row('body-oversize', '', seen.okWhole, { note: '10 MiB; no client has a limit' }),
];

const onTheWay: readonly Row[] = [
  row('hang', '', seen.silentFirstWhole, { patience: 'brief', note: stallNote }),
  row('hang', '{ at: after-head }', seen.silentWhole, { patience: 'brief', note: stallNote }),
  row('drip', '{ rate: 20KiB }', seen.okWhole),
  row('disconnect', '', seen.unansweredWhole(seen.finFirst)),
  row('disconnect', '{ how: rst }', seen.unansweredWhole(seen.rstFirst)),
  row(
    'disconnect',
    '{ share: 0.5 }',
    { ...seen.brokenWhole(seen.fin), requests: raises('JSONDecodeError') },
    { note: 'urllib3 1.26 takes the body for whole and only JSON tells; 2 compares with Content-Length' },
  ),
  row('disconnect', '{ share: 0.5, how: rst }', seen.brokenWhole(seen.rst)),
  row('disconnect', '{ at: end }', seen.okWhole, { note: 'behind the whole answer' }),
  row('keep-alive', '', seen.okWhole, {
    note: 'the answer is whole; what a pool makes of the connection comes later',
  }),
  row('keep-alive', '{ how: rst }', seen.okWhole),
  row('keep-alive', '{ announce: 60s }', seen.okWhole),
  row('bad-chunk', '', seen.brokenWhole(seen.badChunk)),
  row('bad-chunk', '{ kind: missing-crlf }', seen.brokenWhole(seen.badChunk)),
  row('bad-chunk', '{ kind: oversize }', seen.brokenWhole(seen.badChunk)),
  row('bad-length', '', seen.noJsonWhole),
  row('bad-length', '{ says: more }', { ...seen.brokenWhole(seen.fin), requests: wholly }),
  row('bad-head', '', seen.unansweredWhole(seen.badHead('exit 1', 'HPE_INVALID_STATUS'))),
  row('bad-head', '{ kind: header }', {
    ...seen.unansweredWhole(seen.badHead('exit 8', 'HPE_INVALID_HEADER_TOKEN')),
    requests: raises('JSONDecodeError'),
  }),
  row('bad-head', '{ kind: version }', {
    ...seen.unansweredWhole(seen.badHead('exit 1', 'HPE_INVALID_VERSION')),
    httpx: raises('JSONDecodeError'),
  }),
  row(
    'bad-head',
    '{ kind: oversize }',
    seen.unansweredWhole(seen.badHead('exit 27', 'UND_ERR_HEADERS_OVERFLOW')),
  ),
];

const cutLines = {
  ...{ fetch: raises('SyntaxError'), httpx: raises('JSONDecodeError'), requests: raises('JSONDecodeError') },
};

/** The same faults where a stream was asked for. */
const inStreams: readonly Row[] = [
  row('body-truncate', '{ bytes: 600B }', { ...seen.unfinished(partly(4)), ...cutLines }),
  row('body-empty', '', seen.unfinished(partly(0))),
  row('body-html', '', seen.unfinished(partly(0)), {
    note: 'a page without a line of `data:` is an empty stream',
  }),
  row(
    'body-html',
    '{ status: 502 }',
    {
      ...seen.everywhere(raises('InternalServerError')),
      ...{ curl: partly(0), fetch: partly(0), httpx: partly(0), requests: partly(0) },
      'AI SDK': seen.asideOf(partly(0), 'APICallError'),
    },
    { note: 'who looks at no status reads an empty stream' },
  ),
  row('body-bad-gzip', '{ kind: not-gzip }', { ...seen.broken(seen.notGzip), curl: wholly }),
  row(
    'body-bad-gzip',
    '{ kind: bad-checksum }',
    { ...seen.lostError, ...{ curl: partly(0), httpx: wholly, requests: wholly } },
    lostError,
  ),
  row('bad-chunk', '', seen.broken(seen.badChunk)),
  row('bad-chunk', '{ frames: 3, kind: oversize }', seen.broken(seen.badChunk)),
  row('bad-head', '', seen.unanswered(seen.badHead('exit 1', 'HPE_INVALID_STATUS'))),
  row('bad-head', '{ kind: header }', {
    ...seen.unanswered(seen.badHead('exit 8', 'HPE_INVALID_HEADER_TOKEN')),
    requests: partly(0),
  }),
  row('bad-head', '{ kind: version }', {
    ...seen.unanswered(seen.badHead('exit 1', 'HPE_INVALID_VERSION')),
    httpx: partly(0),
  }),
];

export const bodies: readonly Row[] = [...inStreams, ...wholes, ...onTheWay];
