import { findPlatform } from '../../src/platforms/find.ts';

/** What a client sees of the catalogue's entries, written by hand; of later ones what the catalogue says. */
export const seenOfEntry: Readonly<Record<string, string>> = {
  'invalid-payload': '400 invalid_payload',
  'malformed-json': '400 invalid_payload',
  'invalid-api-key': '401 invalid_api_key',
  unauthorized: '401 unauthorized',
  'key-revoked': '401 invalid_api_key',
  'key-revoked-403': '403 key_revoked',
  forbidden: '403 forbidden',
  'model-not-found': '404 model_not_found',
  'unknown-endpoint': '404 endpoint_not_found',
  'key-not-found': '404 key_not_found',
  'method-not-allowed': '405 method_not_allowed',
  'request-timeout': '408 request_timeout, Retry-After 5',
  'upstream-timeout': '408 upstream_timeout, Retry-After 5',
  conflict: '409 conflict',
  'rotation-pending': '409 rotation_pending',
  'body-too-large': '413 body_too_large',
  'validation-failed': '422 validation_failed',
  'rate-limited': '429 rate_limited, Retry-After 5',
  'quota-exceeded': '429 rate_limited, Retry-After 60',
  'internal-error': '500 internal_error',
  'bad-gateway': '502 bad_gateway',
  'no-healthy-upstream': '503 upstream_unavailable',
  'no-healthy-upstream-raw': '503 "no healthy upstream"',
};

const { errors } = await findPlatform('token-factory');
const everyError = errors.map(({ name, status, code }) => seenOfEntry[name] ?? `${status} ${code}`);

/**
 * What a client sees that sends a scenario's own sample again and again, one in each second, each on a
 * connection of its own. Written down by hand: rehearsal and gateway could agree and both be wrong.
 */
export const expectedOf: Readonly<Record<string, readonly string[]>> = {
  healthy: ['200', '200'],

  'invalid-key': ['401 invalid_api_key', '401 invalid_api_key', '401 invalid_api_key'],

  'revoked-key': ['200', '200', '401 invalid_api_key', '401 invalid_api_key', '401 invalid_api_key'],

  // Rotated at 3s, and 5s of grace.
  'key-rotated-with-grace': [...Array<string>(8).fill('200'), '401 invalid_api_key', '401 invalid_api_key'],

  'key-revoked-mid-run': ['200', '200', '401 invalid_api_key', '401 invalid_api_key'],

  'model-without-replicas': [...Array<string>(5).fill('503 upstream_unavailable'), '200', '200'],

  'ip-not-allowed': ['403 ip_not_allowed', '403 ip_not_allowed'],

  // Asked at the primary, which its rule is about.
  'failover-lab': ['200', ...Array<string>(4).fill('503 upstream_unavailable'), '200', '200'],

  'rate-limited-then-recovers': [
    '429 rate_limited, Retry-After 5',
    '429 rate_limited, Retry-After 7',
    '200',
    '429 rate_limited, Retry-After 5',
  ],

  'sustained-rate-limit': [
    '429 rate_limited, Retry-After 3',
    '429 rate_limited, Retry-After 5',
    '429 rate_limited, Retry-After 9',
    '429 rate_limited, Retry-After 9',
  ],

  // One request each second is just what sixty a minute allow; the wire tests send more.
  'sixty-a-minute': ['200', '200', '200'],

  // Asked from 12:00:00 on, when the quota's day has just begun.
  'workspace-quota-at-noon': ['200', '200', '200', '429 rate_limited, Retry-After 86397'],

  'budget-rolls': ['200', '200', '200', '403 budget_limit_exceeded, Retry-After 17997'],

  'wallet-drains': ['200', '200', '200', '402 org_wallet_empty', '402 org_wallet_empty'],

  'tokens-a-minute': ['200, silent for 1s', '200, silent for 1s'],

  // What the header fields say is told in rate-limit-headers.test.ts.
  'header-lies': ['200', '200', '200', '200', '200', '200'],

  'concurrency-of-four': ['200, silent for 2s', '200, silent for 2s'],

  'retry-after-forms': [
    '429 rate_limited, Retry-After 3',
    '429 rate_limited, retry-after-ms 1500',
    // Asked at 12:00:02.
    '429 rate_limited, Retry-After Sun, 01 Mar 2026 12:00:05 GMT',
    '429 rate_limited, Retry-After 0',
    '429 rate_limited, Retry-After Sun, 01 Mar 2026 11:59:04 GMT',
    '429 rate_limited, Retry-After 86400',
    '429 rate_limited, Retry-After soon',
    '429 rate_limited',
    '429 rate_limited, Retry-After 3',
  ],

  'retry-after-overflow': [
    '429 rate_limited, Retry-After 2592000',
    '429 rate_limited, Retry-After 2592000',
    '429 rate_limited, Retry-After 2592000',
  ],

  'request-timeout': [
    '408 request_timeout, Retry-After 5',
    '408 upstream_timeout, Retry-After 7',
    '200',
    '408 request_timeout, Retry-After 5',
  ],

  conflict: ['409 conflict', '200', '409 conflict', '200'],

  'client-errors': [
    '400 invalid_payload',
    '403 forbidden',
    '404 model_not_found',
    '422 validation_failed',
    '400 invalid_payload',
  ],

  'server-errors': ['500 internal_error', '502 bad_gateway', '200', '500 internal_error'],

  'internal-error-once': ['500 internal_error', '200', '500 internal_error'],

  'reworded-messages': [
    ...['429 rate_limited, Retry-After 1', '200', '429 rate_limited, Retry-After 1', '200'],
    ...['400 invalid_payload', '400 invalid_payload', '429 rate_limited, Retry-After 1'],
  ],

  'upstream-error': ['502 upstream_error', '504 upstream_timeout', '502 upstream_error'],

  'platform-error': ['500 internal_error', '503 no_available_channel', '200', '500 internal_error'],

  'no-available-channel': [...Array.from({ length: 3 }, () => '503 no_available_channel'), ...['200', '200']],

  'model-not-allowed': ['403 model_not_allowed', '403 model_not_allowed'],

  'no-healthy-upstream': [
    ...Array.from({ length: 2 }, () => ['503 upstream_unavailable', '503 "no healthy upstream"']).flat(),
    '503 upstream_unavailable',
    '200',
    '200',
  ],

  'no-healthy-upstream-one-model': ['503 upstream_unavailable', '503 upstream_unavailable'],

  'bad-gateway-flaky': [
    ...['200', '200', '502 bad_gateway', '200', '200', '502 bad_gateway', '200', '200'],
    ...['502 bad_gateway', '200', '502 bad_gateway', '200', '200', '200', '200', '200'],
    ...['502 bad_gateway', '200', '200', '200'],
  ],

  'slow-answers': [
    '200, silent for 3.746s',
    '200, silent for 949ms',
    '200, silent for 3.26s',
    '200, silent for 1.492s',
    '200, silent for 3.928s',
  ],

  hangs: [
    'silent for 30s, FIN',
    '200, silent for 30s, FIN',
    '200, silent for 30s, FIN',
    '200',
    'silent for 30s, FIN',
  ],

  'drops-connections': [
    ...['RST', 'FIN'],
    ...['FIN', 'RST', '200, FIN', '200, RST', '200, FIN', '200, RST', '200'],
    ...['FIN', 'RST'],
  ],

  // Each request has a connection of its own here, so none comes on one that is dead.
  'dead-keep-alive': ['200', '200'],

  'load-balancer-idle': [
    '200, 0 events, silent for 3.05s, RST',
    '200, 4 events, silent for 3s, FIN',
    '200, 67 events, [DONE]',
    '200, 0 events, silent for 3.05s, RST',
  ],

  'wallet-empty': ['402 org_wallet_empty', '402 org_wallet_empty'],

  'budget-exceeded': [...Array.from({ length: 60 }, () => '403 budget_limit_exceeded'), '200', '200'],

  'every-error': [...everyError, ...everyError.slice(0, 1)],

  // Codes are Node's, alerts have the numbers of RFC 8446.
  'corporate-proxy': ['SELF_SIGNED_CERT_IN_CHAIN', 'SELF_SIGNED_CERT_IN_CHAIN'],

  'corporate-root-appended': ['SELF_SIGNED_CERT_IN_CHAIN', '200', 'SELF_SIGNED_CERT_IN_CHAIN', '200'],

  'expired-certificate': ['CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED'],

  'wrong-host': ['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_TLS_CERT_ALTNAME_INVALID'],

  'certificate-renewed': ['CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED', '200', '200'],

  'handshake-stalls': [
    'silent for 30s, ECONNRESET',
    'silent for 30s, ECONNRESET',
    '200, silent for 2s',
    '200',
  ],

  'handshake-alerts': [
    ...[10, 20, 22, 40, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 70, 71, 80, 86, 109, 110, 112, 113, 115],
    ...[116, 120],
  ]
    .map((alert) => `alert ${alert}`)
    .concat('200', '200'),

  'old-tls-only': ['alert 70', 'alert 70'],

  'client-certificate-required': ['alert 116', 'alert 116'],

  'truncated-tls-stream': [
    '200, 3 events, FIN',
    '200, 3 events, ECONNRESET',
    '200, 3 events',
    '200, 67 events, [DONE]',
    '200, 3 events, FIN',
  ],

  'plaintext-on-tls-port': [
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ],

  'port-closed-for-a-while': [
    '200',
    '200',
    'RST',
    ...['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED'],
    '200',
  ],

  // A whole stream of the stub: role, 64 tokens, finish, [DONE].
  'stream-cut-clean': [
    '200, 3 events',
    '200, 32 events',
    '200, 0 events',
    '200, 67 events, [DONE]',
    '200, 3 events',
  ],

  'stream-cut-reset': [
    '200, 3 events, RST',
    '200, 2 events, RST',
    '200, 3 events, FIN',
    '200, 67 events, [DONE]',
    '200, 3 events, RST',
  ],

  'stream-error-event': [
    '200, 4 events, error upstream_unavailable',
    '200, 4 events, error upstream_unavailable',
    '200, 5 events, error upstream_unavailable, [DONE]',
    '200, 67 events, [DONE]',
    '200, 4 events, error upstream_unavailable',
  ],

  'stream-error-first': [
    '200, 1 event, error upstream_unavailable',
    '200, 1 event, error upstream_unavailable',
    '200, 2 events, error upstream_unavailable, [DONE]',
    '200, 67 events, [DONE]',
    '200, 1 event, error upstream_unavailable',
  ],

  'stream-stalls': [
    '200, 3 events, silent for 30s, FIN',
    '200, 67 events, [DONE], silent for 30s',
    // The second came whole, so this is a call of its own.
    '200, 3 events, silent for 30s, FIN',
  ],

  'stream-drips': ['200, 67 events, [DONE], silent for 33.5s', '200, 67 events, [DONE], silent for 33.5s'],

  'stream-garbled': [
    '200, 67 events, 1 no JSON, [DONE]',
    '200, 67 events, 1 no JSON, [DONE]',
    // A line that is no field is no event.
    '200, 66 events, [DONE]',
    // Without the blank line between them two events are one.
    '200, 66 events, 1 no JSON, [DONE]',
    '200, 67 events, [DONE]',
    '200, 67 events, 1 no JSON, [DONE]',
  ],

  'stream-no-done': ['200, 66 events', '200, 65 events', '200, 67 events, [DONE]', '200, 66 events'],

  // Of 26 events 14 are ASCII and cut once; 20 characters have several bytes.
  'stream-split-characters': [
    '200, 26 events, [DONE], silent for 170ms',
    '200, 26 events, [DONE], silent for 170ms',
  ],

  'html-instead-of-json': [
    '200, page "502 Bad Gateway"',
    '200, page "Sign in"',
    '503 page "503 Service Unavailable"',
    '200',
    '200, page "502 Bad Gateway"',
  ],

  'empty-success': ['200, empty', '200, empty', '200', '200, empty'],

  // A whole answer has 541 bytes.
  'truncated-json': ['200, 270 bytes, no JSON', '200, 40 bytes, no JSON', '200', '200, 270 bytes, no JSON'],

  'told-not-to-retry': ['503 upstream_unavailable', '503 upstream_unavailable'],

  'error-inside-200': ['200, error upstream_unavailable', '200', '200, error upstream_unavailable', '200'],

  'overloaded-model': [
    '503 upstream_unavailable',
    '503 upstream_unavailable',
    '200, silent for 23.976s',
    '200, silent for 31.739s',
    '200, silent for 23.409s',
    '503 upstream_unavailable',
  ],

  // A whole stream of the stub has 67 events; pings are events, comments and lone newlines are none.
  'heart-beats': [
    '200, 67 events, [DONE], silent for 8s',
    '200, 70 events, [DONE], silent for 8s',
    '200, 67 events, [DONE], silent for 8s',
  ],

  'chunk-without-choices': ['200, 69 events, [DONE]', '200, 69 events, [DONE]'],

  'quota-exhausted': [
    '429 rate_limit_exceeded, Retry-After 2',
    '429 insufficient_quota',
    '429 insufficient_quota',
  ],

  'gateway-pages': [
    '502 page "502 Bad Gateway"',
    '520 page "520: Web server is returning an unknown error"',
    '200',
    '504 page "504 Gateway Time-out", silent for 3s',
    '524 page "524: A timeout occurred", silent for 5s',
    '200',
    '502 page "502 Bad Gateway"',
  ],

  'context-length': ['400 context_length_exceeded', '400 400', '400 context_length_exceeded'],

  'content-filter': ['400 content_filter', '400 content_filter'],

  'incomplete-chain': [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],

  'reset-before-tls': ['ECONNRESET', 'ECONNRESET', '200', 'ECONNRESET'],

  'overloaded-529': ['529 overloaded_error', '529 overloaded_error', '200', '529 overloaded_error'],
};
