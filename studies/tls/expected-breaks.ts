import {
  certificatesAndAlerts,
  failing,
  healthy,
  inPython,
  ok,
  type Row,
  row,
  type Seen,
} from './expected.ts';

const both = (code: string) => ({ fetch: code, https: code });

/** All of Python's clients say the same, in their own exception of a connection that fails. */
const lost = (inner: string) => ({
  urllib: `URLError(${inner})`,
  requests: `ConnectionError(${inner})`,
  httpx: `ConnectError(${inner})`,
});

function lostTwice(first: string, second: string) {
  const [one, two] = [lost(first), lost(second)];
  return {
    urllib: `${one.urllib}; ${two.urllib}`,
    requests: `${one.requests}; ${two.requests}`,
    httpx: `${one.httpx}; ${two.httpx}`,
  };
}

/** An orderly end of the connection in the handshake; how Python tells of it depends on its build. */
const ended: Seen = failing('35', both('ECONNRESET'), inPython('SSLZeroReturnError | SSLEOFError'), 'EOF');
const endNote = "Python: SSLZeroReturnError or SSLEOFError by its build; Debian's 3.11 has the former";

const reset: Seen = failing(
  '35',
  both('ECONNRESET'),
  lost('ConnectionResetError'),
  'connection reset by peer',
);

/** RST may come before the client has got round to sending. */
const resetAtOnce: Seen = { ...reset, curl: '7 | 35' };

const stalled: Seen = {
  ...{ curl: '28', fetch: 'TimeoutError', https: 'ABORT_ERR', openai: 'APIConnectionTimeoutError' },
  ...{ urllib: 'URLError(TimeoutError)', requests: 'ReadTimeout', httpx: 'ConnectTimeout', go: 'timeout' },
};
const stallNote =
  'every client gives itself a second and a half here; left alone, curl, https, urllib and requests ' +
  'have no limit';

const notTls: Seen = failing(
  '35',
  { fetch: 'ERR_SSL_WRONG_VERSION_NUMBER', https: 'EPROTO' },
  inPython('WRONG_VERSION_NUMBER'),
  'tls: first record does not look like a TLS handshake',
);

/** RST that Python meets while it writes. */
const resetAs = (tls: string, socket = tls) => `${tls}(SSLEOFError) | ${socket}(ConnectionResetError)`;

const resetNote =
  'Python 3.11 takes RST for an end of the stream, 3.13 says ConnectionResetError; ' +
  'undici says UND_ERR_SOCKET where it finds RST together with the bytes before it';

const connections: readonly Row[] = [
  row('connection-reset', '', resetAtOnce),
  row('connection-close', '', ended, { note: endNote }),
  row('connection-stall', '5s', stalled, { patience: 'brief', note: stallNote }),
  row('connection-garbage', '', notTls),
  row(
    'connection-refuse',
    '30s',
    {
      ...failing(
        '7; 7 | 35; 7',
        both('ECONNRESET; ECONNREFUSED'),
        lostTwice('ConnectionResetError', 'ConnectionRefusedError'),
        'connection reset by peer; connection refused',
      ),
      openai: 'APIConnectionError ECONNRESET; APIConnectionError ECONNREFUSED',
    },
    { tries: 2, note: 'two requests: the first connection is reset, the second finds the port closed' },
  ),
];

const handshakes: readonly Row[] = [
  row('tls-alert', 'close_notify', ended, { note: endNote }),
  row('tls-alert', 'user_canceled', ended, { note: endNote }),
  row('tls-stall', '5s', stalled, { patience: 'brief', note: stallNote }),
  row('tls-stall', '{ for: 5s, at: half-way }', stalled, { patience: 'brief' }),
  row('tls-slow', '1s', ok),
  row('tls-close', '{ at: client-hello, how: fin }', ended, { note: endNote }),
  row('tls-close', '{ at: client-hello, how: rst }', reset),
  row('tls-close', '{ at: half-way, how: fin }', { ...ended, go: 'unexpected EOF' }, { note: endNote }),
  row('tls-close', '{ at: half-way, how: rst }', reset),
  row(
    'tls-close',
    '{ at: after-handshake, how: fin }',
    failing(
      '52',
      { fetch: 'UND_ERR_SOCKET', https: 'ECONNRESET' },
      {
        urllib: 'RemoteDisconnected',
        requests: 'ConnectionError(RemoteDisconnected)',
        httpx: 'RemoteProtocolError',
      },
      'EOF',
    ),
  ),
  row(
    'tls-close',
    '{ at: after-handshake, how: rst }',
    failing(
      '56',
      { fetch: 'ECONNRESET | UND_ERR_SOCKET', https: 'ECONNRESET' },
      {
        urllib: `RemoteDisconnected | ConnectionResetError | ${resetAs('URLError')}`,
        requests: `ConnectionError(RemoteDisconnected) | ${resetAs('SSLError', 'ConnectionError')}`,
        httpx: `RemoteProtocolError | ReadError(ConnectionResetError) | ${resetAs('WriteError')}`,
      },
      'connection reset by peer',
    ),
    { note: `Python's error depends on whether RST comes while it writes or while it reads; ${resetNote}` },
  ),
  row('tls-plaintext', 'http', { ...notTls, go: 'http: server gave HTTP response to HTTPS client' }),
  row('tls-plaintext', 'ssh', notTls),
  row('tls-garbage', '', notTls),
  row(
    'tls-client-certificate',
    '',
    failing(
      '56',
      { fetch: 'UND_ERR_SOCKET', https: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' },
      {
        urllib: 'SSLError(TLSV13_ALERT_CERTIFICATE_REQUIRED) | URLError(SSLEOFError)',
        requests: 'SSLError(TLSV13_ALERT_CERTIFICATE_REQUIRED) | SSLError(SSLEOFError)',
        httpx: 'ReadError(TLSV13_ALERT_CERTIFICATE_REQUIRED) | WriteError(SSLEOFError)',
      },
      'tls: certificate required',
    ),
    {
      note: 'TLS 1.3: for the client the handshake is over; Python reads the alert, or is too late to write',
    },
  ),
  row(
    'tls-old-version',
    '',
    failing(
      '35',
      { fetch: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', https: 'EPROTO' },
      inPython('TLSV1_ALERT_PROTOCOL_VERSION | SSLError'),
      'tls: protocol version not supported',
    ),
    {
      note: 'a client that would speak TLS 1.1 finds the signature too weak; Python has no name for that',
    },
  ),
  row(
    'tls-no-shared-cipher',
    '',
    failing(
      '35',
      { fetch: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', https: 'EPROTO' },
      inPython('SSLV3_ALERT_HANDSHAKE_FAILURE'),
      'tls: handshake failure',
    ),
  ),
];

/** How the body of an answer breaks off; a head had come. */
const cut: Seen = {
  ...{ curl: '18', fetch: '200, then UND_ERR_SOCKET', https: '200, then ECONNRESET' },
  openai: 'TypeError UND_ERR_SOCKET',
  urllib: '200, then IncompleteRead',
  requests: 'ok, short | 200, then ChunkedEncodingError(IncompleteRead)',
  httpx: '200, then RemoteProtocolError',
  go: '200, then unexpected EOF',
};
const torn: Seen = {
  ...{ curl: '56', fetch: '200, then ECONNRESET | 200, then UND_ERR_SOCKET', https: '200, then ECONNRESET' },
  openai: 'TypeError ECONNRESET | TypeError UND_ERR_SOCKET',
  urllib: `${cut.urllib} | 200, then ConnectionResetError`,
  requests: `${cut.requests} | 200, then ChunkedEncodingError(ConnectionResetError)`,
  httpx: `${cut.httpx} | 200, then ReadError(ConnectionResetError)`,
  go: '200, then connection reset by peer',
};

/** In a stream the SDK has handed the answer over already, and a chunk is missing instead of bytes. */
function streamed(seen: Seen): Seen {
  const requests = seen.requests
    .replace('ok, short', '200, then ChunkedEncodingError(InvalidChunkLength)')
    .replace('ChunkedEncodingError(IncompleteRead)', 'ChunkedEncodingError');
  return { ...seen, openai: seen.openai.replaceAll('TypeError', '200, then TypeError'), requests };
}

const shortNote = 'requests: urllib3 1.26 does not compare the length with what came, 2 does';
const sdkNote = 'openai: a TypeError, which is no APIError and is not retried';

const short: Seen = {
  ...{ curl: 'ok, short', fetch: 'ok, short', https: 'ok, short', openai: 'ok, short' },
  ...{ urllib: 'ok, short', requests: 'ok, short', httpx: 'ok, short', go: 'ok, short' },
};

/** `reasons`: OpenSSL's, before 3.5 and since. */
function corrupt(reasons: readonly string[], go: string): Seen {
  const each = (say: (reason: string) => string) =>
    reasons.map((reason) => `200, then ${say(reason)}`).join(' | ');
  return {
    ...{ curl: '56', fetch: '200, then UND_ERR_SOCKET', https: each((reason) => `ERR_SSL_${reason}`) },
    openai: '200, then TypeError UND_ERR_SOCKET',
    urllib: each((reason) => `SSLError(${reason})`),
    requests: each((reason) => `SSLError(${reason})`),
    httpx: each((reason) => `ReadError(${reason})`),
    go: `200, then ${go}`,
  };
}

const records: readonly Row[] = [
  row('tls-truncate', '{ bytes: 40B }', cut, { note: `${shortNote}; ${sdkNote}` }),
  row('tls-truncate', '{ bytes: 40B, how: rst }', torn, { note: `${shortNote}; ${sdkNote}; ${resetNote}` }),
  row('tls-truncate', '{ frames: 2 }', streamed(cut), { asks: 'stream', note: sdkNote }),
  row('tls-truncate', '{ frames: 2, how: rst }', streamed(torn), {
    asks: 'stream',
    note: `${sdkNote}; ${resetNote}`,
  }),
  row(
    'tls-truncate',
    '{ frames: 2, delimited: by-close }',
    { ...short, curl: 'ok, short | 56' },
    {
      asks: 'stream',
      note:
        'close_notify alone would tell the end from a cut, and nobody looks for it ' +
        'but curl with OpenSSL 3.2 or newer: 56',
    },
  ),
  row(
    'tls-truncate',
    '{ frames: 2, delimited: by-close, how: rst }',
    {
      ...{ ...torn, fetch: 'ok, short', openai: 'ok, short' },
      https: 'ok, short | 200, then ECONNRESET',
      urllib: 'ok, short | 200, then ConnectionResetError',
      requests: 'ok, short | 200, then ChunkedEncodingError(ConnectionResetError)',
      httpx: 'ok, short | 200, then ReadError(ConnectionResetError)',
    },
    {
      asks: 'stream',
      note: `undici takes RST for the end of such a body, as it has no length; ${resetNote}`,
    },
  ),
  row(
    'tls-corrupt-record',
    '{ kind: bad-mac, frames: 2 }',
    corrupt(['DECRYPTION_FAILED_OR_BAD_RECORD_MAC'], 'tls: bad record MAC'),
    { asks: 'stream', note: sdkNote },
  ),
  row(
    'tls-corrupt-record',
    '{ kind: oversize, frames: 2 }',
    corrupt(
      ['PACKET_LENGTH_TOO_LONG', 'ENCRYPTED_LENGTH_TOO_LONG'],
      'tls: oversized record received with length 20480',
    ),
    { asks: 'stream', note: `${sdkNote}; OpenSSL 3.5 calls it ENCRYPTED_LENGTH_TOO_LONG` },
  ),
  row(
    'tls-corrupt-record',
    '{ kind: plaintext, frames: 2 }',
    corrupt(['WRONG_VERSION_NUMBER', 'BAD_RECORD_TYPE'], 'tls: oversized record received with length 20527'),
    { asks: 'stream', note: `${sdkNote}; OpenSSL 3.5 calls it BAD_RECORD_TYPE` },
  ),
];

export const rows: readonly Row[] = [
  healthy,
  ...connections,
  ...certificatesAndAlerts,
  ...handshakes,
  ...records,
];
