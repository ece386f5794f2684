import type { Client } from './run.ts';

/**
 * What each client reports: `ok`, `HTTP n`, or the failure as its program has it: curl's exit code, Node's
 * `code`, Python's exception with the class or reason within it, Go's error. `200, then …`: a head came.
 * `a | b`: either, and `note` says on what it depends.
 */
export type Seen = Readonly<Record<Client, string>>;

export interface Row {
  readonly fault: string;
  /** Parameters as they stand in a scenario, in YAML; empty: the fault's defaults. */
  readonly params: string;
  readonly asks: 'whole' | 'stream';
  /** `brief`: the client has a short time limit, as the server is silent for longer. */
  readonly patience: 'brief' | 'long';
  /** Requests, one after the other. */
  readonly tries: number;
  readonly seen: Seen;
  /** What is not plain from the outcome, and what it depends on. */
  readonly note: string;
}

/** One answer of curl, Node and Go each, and what Python's clients wrap in exceptions of their own. */
export function failing(
  curl: string,
  node: { readonly fetch: string; readonly https: string },
  python: { readonly urllib: string; readonly requests: string; readonly httpx: string },
  go: string,
): Seen {
  const openai = node.fetch
    .split(' | ')
    .map((code) => (code === 'ok' ? code : `APIConnectionError ${code}`))
    .join(' | ');
  return { curl, ...node, openai, ...python, go };
}

/** Python's TLS error, on the way to an answer, in the exception of each client. */
export function inPython(error: string) {
  const wrapped = (outer: string) =>
    error
      .split(' | ')
      .map((one) => (one === outer ? one : `${outer}(${one})`))
      .join(' | ');
  return { urllib: wrapped('URLError'), requests: wrapped('SSLError'), httpx: wrapped('ConnectError') };
}

const everywhere = (outcome: string): Seen => ({
  ...{ curl: outcome, fetch: outcome, https: outcome, openai: outcome },
  ...{ urllib: outcome, requests: outcome, httpx: outcome, go: outcome },
});

export const ok = everywhere('ok');

export function row(
  fault: string,
  params: string,
  seen: Seen,
  more: Partial<Pick<Row, 'asks' | 'patience' | 'tries' | 'note'>> = {},
): Row {
  return { fault, params, seen, asks: 'whole', patience: 'long', tries: 1, note: '', ...more };
}

/** A chain that does not verify. `verdict` is OpenSSL's (X509_V_ERR_…), which Python tells. */
function rejected(code: string, verdict: number, go: string, curl = '60'): Seen {
  const python = inPython(`SSLCertVerificationError ${verdict}`);
  return failing(curl, { fetch: code, https: code }, python, go);
}

const authority = 'x509.UnknownAuthorityError';
const outOfDate = 'x509.CertificateInvalidError 1';

/** urllib3 1.26 compares the name itself, 2 leaves it to the TLS library; 2 ignores the common name. */
const byUrllib3 = 'SSLError(CertificateError) | SSLError(SSLCertVerificationError 62)';

const certificates: readonly Row[] = [
  row('tls-certificate', 'expired', rejected('CERT_HAS_EXPIRED', 10, outOfDate)),
  row('tls-certificate', 'not-yet-valid', rejected('CERT_NOT_YET_VALID', 9, outOfDate)),
  row(
    'tls-certificate',
    'wrong-host',
    { ...rejected('ERR_TLS_CERT_ALTNAME_INVALID', 62, 'x509.HostnameError'), requests: byUrllib3 },
    { note: 'requests: urllib3 1.26 compares the name itself, 2 leaves it to the TLS library' },
  ),
  row('tls-certificate', 'self-signed', rejected('DEPTH_ZERO_SELF_SIGNED_CERT', 18, authority)),
  row('tls-certificate', 'untrusted-root', rejected('UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 20, authority)),
  row('tls-certificate', 'corporate-proxy', rejected('SELF_SIGNED_CERT_IN_CHAIN', 19, authority)),
  row('tls-certificate', 'incomplete-chain', rejected('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 20, authority)),
  row('tls-certificate', 'expired-intermediate', rejected('CERT_HAS_EXPIRED', 10, outOfDate)),
  row('tls-certificate', 'bad-signature', rejected('CERT_SIGNATURE_FAILURE', 7, authority, '35')),
  row('tls-certificate', 'wrong-purpose', rejected('INVALID_PURPOSE', 26, 'x509.CertificateInvalidError 4')),
  row(
    'tls-certificate',
    'no-san',
    {
      ...ok,
      requests: `ok | ${byUrllib3}`,
      httpx: 'ConnectError(SSLCertVerificationError 62)',
      go: 'x509.HostnameError',
    },
    { note: 'the common name still counts for OpenSSL; httpx, urllib3 2 and Go no longer look at it' },
  ),
  row(
    'tls-certificate',
    'weak-key',
    {
      ...rejected('ok | UNSPECIFIED', 66, 'ok'),
    },
    { note: 'Debian sets security level 2; Node 20 and 22 have level 1, Node 24 has 2; Go has none' },
  ),
  row('tls-certificate', 'sha1', rejected('UNSPECIFIED', 68, authority)),
];

/** An alert instead of a ServerHello. `reason`: OpenSSL's name for it, which Node and Python use. */
function alerted(reason: string, go: string, more: Partial<Seen> = {}): Seen {
  const node = { fetch: `ERR_SSL_${reason}`, https: 'EPROTO' };
  return { ...failing('35', node, inPython(reason), go), ...more };
}

/** Name, OpenSSL's reason, Go's words, and who says something else. */
const alertRows: readonly (readonly [alert: string, reason: string, go: string, more?: Partial<Seen>])[] = [
  ['unexpected_message', 'SSLV3_ALERT_UNEXPECTED_MESSAGE', 'tls: unexpected message'],
  ['bad_record_mac', 'SSLV3_ALERT_BAD_RECORD_MAC', 'tls: bad record MAC'],
  ['record_overflow', 'TLSV1_ALERT_RECORD_OVERFLOW', 'tls: record overflow'],
  ['handshake_failure', 'SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls: handshake failure'],
  ['bad_certificate', 'SSLV3_ALERT_BAD_CERTIFICATE', 'tls: bad certificate'],
  ['unsupported_certificate', 'SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', 'tls: unsupported certificate'],
  ['certificate_revoked', 'SSLV3_ALERT_CERTIFICATE_REVOKED', 'tls: revoked certificate'],
  ['certificate_expired', 'SSLV3_ALERT_CERTIFICATE_EXPIRED', 'tls: expired certificate', { curl: '60' }],
  ['certificate_unknown', 'SSLV3_ALERT_CERTIFICATE_UNKNOWN', 'tls: unknown certificate'],
  ['illegal_parameter', 'SSLV3_ALERT_ILLEGAL_PARAMETER', 'tls: illegal parameter'],
  ['unknown_ca', 'TLSV1_ALERT_UNKNOWN_CA', 'tls: unknown certificate authority'],
  ['access_denied', 'TLSV1_ALERT_ACCESS_DENIED', 'tls: access denied'],
  ['decode_error', 'TLSV1_ALERT_DECODE_ERROR', 'tls: error decoding message'],
  ['decrypt_error', 'TLSV1_ALERT_DECRYPT_ERROR', 'tls: error decrypting message'],
  ['protocol_version', 'TLSV1_ALERT_PROTOCOL_VERSION', 'tls: protocol version not supported'],
  ['insufficient_security', 'TLSV1_ALERT_INSUFFICIENT_SECURITY', 'tls: insufficient security level'],
  ['internal_error', 'TLSV1_ALERT_INTERNAL_ERROR', 'tls: internal error'],
  ['inappropriate_fallback', 'TLSV1_ALERT_INAPPROPRIATE_FALLBACK', 'tls: inappropriate fallback'],
  ['missing_extension', 'TLSV13_ALERT_MISSING_EXTENSION', 'tls: missing extension'],
  ['unsupported_extension', 'TLSV1_UNSUPPORTED_EXTENSION', 'tls: unsupported extension'],
  ['unrecognized_name', 'TLSV1_UNRECOGNIZED_NAME', 'tls: unrecognized name'],
  [
    'bad_certificate_status_response',
    'TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE',
    'tls: bad certificate status response',
  ],
  ['unknown_psk_identity', 'TLSV1_ALERT_UNKNOWN_PSK_IDENTITY', 'tls: unknown PSK identity', nameless()],
  ['certificate_required', 'TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls: certificate required', { curl: '98' }],
  [
    'no_application_protocol',
    'TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
    'tls: no application protocol',
    nameless(),
  ],
];

/** Python 3.11 has no names for two alerts; the reason is empty. */
function nameless(): Partial<Seen> {
  return inPython('SSLError');
}

const alerts: readonly Row[] = alertRows.map(([alert, reason, go, more]) =>
  row('tls-alert', alert, alerted(reason, go, more)),
);

/** What a connection meets that no rule says anything about. */
export const healthy = row('', '', ok);

export const certificatesAndAlerts: readonly Row[] = [...certificates, ...alerts];
