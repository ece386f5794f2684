import type { Field } from './message.ts';

const key = 'Bearer sk-test-0123456789abcdef';

/** Header fields as clients of the API send them, in their spelling and order. */
export const clients: readonly { readonly name: string; readonly fields: readonly Field[] }[] = [
  {
    name: 'openai for Node',
    fields: [
      ['connection', 'keep-alive'],
      ['authorization', key],
      ['accept', 'application/json'],
      ['user-agent', 'OpenAI/JS 6.1.0'],
      ['x-stainless-retry-count', '0'],
      ['x-stainless-timeout', '600'],
      ['x-stainless-lang', 'js'],
      ['x-stainless-runtime', 'node'],
      ['openai-organization', 'org-1'],
      ['accept-language', '*'],
      ['sec-fetch-mode', 'cors'],
      ['accept-encoding', 'br, gzip, deflate'],
    ],
  },
  {
    name: 'openai for Python',
    fields: [
      ['Accept-Encoding', 'gzip, deflate, br, zstd'],
      ['Connection', 'keep-alive'],
      ['Accept', 'application/json'],
      ['User-Agent', 'OpenAI/Python 2.1.0'],
      ['X-Stainless-Lang', 'python'],
      ['X-Stainless-Async', 'false'],
      ['Authorization', key],
      ['x-stainless-read-timeout', '600'],
      ['Idempotency-Key', 'stainless-python-retry-7c0b'],
    ],
  },
  {
    name: 'curl',
    fields: [
      ['Authorization', key],
      ['User-Agent', 'curl/8.5.0'],
      ['Accept', '*/*'],
    ],
  },
  {
    name: 'Go',
    fields: [
      ['User-Agent', 'Go-http-client/1.1'],
      ['Authorization', key],
      ['Accept-Encoding', 'gzip'],
      ['Connection', 'close'],
    ],
  },
  {
    name: 'a browser',
    fields: [
      ['Connection', 'keep-alive'],
      ['sec-ch-ua', '"Chromium";v="130", "Not?A_Brand";v="99"'],
      ['Authorization', key],
      ['DNT', '1'],
      ['Origin', 'https://app.example'],
      ['Cookie', 'a=1; b="zwei drei"; __Host-c=%20'],
      ['Accept-Language', 'de-DE,de;q=0.9'],
      ['Accept-Language', 'en;q=0.8'],
      ['Cookie', 'd=4'],
    ],
  },
  {
    name: 'a proxy',
    fields: [
      ['CONNECTION', 'close, X-Hop'],
      ['X-Hop', 'ends here'],
      ['AUTHORIZATION', key],
      ['Via', '1.1 fred, 1.0 wilma'],
      ['X-Forwarded-For', '203.0.113.7'],
      ['te', 'trailers'],
      ['Forwarded', 'for=203.0.113.7;proto=https'],
      ['Proxy-Authorization', 'Basic dXNlcjpwYXNz'],
      ['x-forwarded-for', '198.51.100.2'],
      ['Max-Forwards', '7'],
    ],
  },
];

const many = (count: number): Field[] =>
  Array.from({ length: count }, (_, index) => [`X-Field-${index % 40}`, String(index)]);

/** What is unusual in either direction. */
const odd: Readonly<Record<string, readonly Field[]>> = {
  'names in all cases': [
    ['X-MIXED-case', '1'],
    ['x-lower', '2'],
    ['X-UPPER', '3'],
    ['xNone', '4'],
  ],
  'a field in three spellings': [
    ['X-Same', '1'],
    ['x-same', '2'],
    ['X-SAME', '3'],
  ],
  'a repeated field, others between': [
    ['X-Twice', '1'],
    ['X-Between', 'between'],
    ['X-Twice', '2'],
    ['X-Between-2', 'between'],
    ['x-twice', '3'],
  ],
  'the same line twice': [
    ['X-Again', 'again'],
    ['X-Again', 'again'],
  ],
  'an empty value': [
    ['X-Empty', ''],
    ['X-After', '1'],
  ],
  'values in latin1': [['X-Name', 'Gr\xfc\xdfe \xa9 \xff']],
  'white space within a value': [['X-Spaces', 'a   b\tc']],
  'quotes and commas': [['X-List', '"a, b", c;d="e\\"f", , g']],
  'names that objects have': [
    ['__proto__', '1'],
    ['constructor', '2'],
    ['toString', '3'],
    ['hasOwnProperty', '4'],
  ],
  'every character of a token': [["!#$%&'*+-.^_`|~0aZ", 'token']],
  'one long value': [['X-Long', 'x'.repeat(12_000)]],
  'two hundred fields': many(200),
  'numbers for names': [
    ['2', 'b'],
    ['1', 'a'],
    ['10', 'c'],
  ],
  'conditions and ranges': [
    ['Range', 'bytes=0-99'],
    ['If-Match', '"x"'],
    ['Cache-Control', 'no-cache, no-store'],
    ['Pragma', 'no-cache'],
  ],
  tracing: [
    ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ['tracestate', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'],
    ['X-Request-ID', 'client-1'],
  ],
  'a date of its own': [['date', 'Thu, 01 Jan 1970 00:00:00 GMT']],
  'fields that a second Connection names': [
    ['Connection', 'keep-alive'],
    ['X-Private', 'for the next hop only'],
    ['connection', 'x-private ,X-Other'],
    ['X-Public', 'for everybody'],
  ],
  'fields of this hop': [
    ['Keep-Alive', 'timeout=5, max=100'],
    ['Proxy-Connection', 'keep-alive'],
    ['Connection', 'keep-alive, X-Private'],
    ['x-private', 'for the next hop only'],
  ],
};

export const oddRequests: typeof odd = {
  ...odd,
  'several cookies': [
    ['Cookie', 'a=1; b=2'],
    ['cookie', 'c=3'],
    ['Cookie', ''],
  ],
  'credentials twice': [
    ['Authorization', key],
    ['Api-Key', '0123'],
    ['authorization', 'Basic dXNlcjpwYXNz'],
  ],
  'no credentials': [],
  'a host between the others': [
    ['X-Forwarded-Host', 'api.example'],
    ['Referer', 'https://app.example/?q=%20#'],
  ],
  'an upgrade that nobody has to take': [
    ['Connection', 'Upgrade, HTTP2-Settings'],
    ['Upgrade', 'h2c'],
    ['HTTP2-Settings', 'AAMAAABkAAQCAAAAAAIAAAAA'],
  ],
  'an expectation of its own': [['Expect', 'x-quality=high']],
};

export const oddReplies: typeof odd = {
  ...odd,
  'no field at all': [],
  'five cookies': [1, 2, 3, 4, 5].map((n) => [
    n % 2 ? 'Set-Cookie' : 'set-cookie',
    `c${n}=${n}; Path=/; Secure`,
  ]),
  'several challenges': [
    ['WWW-Authenticate', 'Bearer realm="a"'],
    ['www-authenticate', 'Basic realm="b"'],
    ['Proxy-Authenticate', 'Basic realm="c"'],
  ],
  'retry advice in every form': [
    ['Retry-After', '1'],
    ['retry-after-ms', '750'],
    ['x-ratelimit-reset-tokens', '6m0s'],
  ],
  'an upgrade to something else': [
    ['Upgrade', 'h2c'],
    ['Connection', 'Upgrade'],
  ],
  'a redirection': [['Location', 'http://127.0.0.1:1/v1/elsewhere?a=%C3%BC']],
  'fields that look like ours': [
    ['x-badgateway-fault', 'theirs'],
    ['X-Powered-By', 'Express'],
    ['ETag', 'theirs'],
  ],
};

/** Status and reason phrase, known and unknown ones. */
export const statuses: readonly (readonly [status: number, reason: string])[] = [
  [200, ''],
  [200, 'Quite Fine, Thank You'],
  [200, 'Gr\xfc\xdfe'],
  [200, 'OK\twith a tab'],
  [200, '200'],
  [201, 'Created'],
  [202, 'Accepted'],
  [203, 'Non-Authoritative Information'],
  [206, 'Partial Content'],
  [207, 'Multi-Status'],
  [226, 'IM Used'],
  [299, 'Nobody Knows'],
  [300, 'Multiple Choices'],
  [301, 'Moved Permanently'],
  [302, 'Found'],
  [303, 'See Other'],
  [307, 'Temporary Redirect'],
  [308, 'Permanent Redirect'],
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [402, 'Payment Required'],
  [403, 'Forbidden'],
  [404, 'not found'],
  [405, 'Method Not Allowed'],
  [407, 'Proxy Authentication Required'],
  [408, 'Request Timeout'],
  [409, 'Conflict'],
  [413, 'Payload Too Large'],
  [418, "I'm a teapot"],
  [421, 'Misdirected Request'],
  [422, 'Unprocessable Entity'],
  [426, 'Upgrade Required'],
  [429, 'Too Many Requests'],
  [431, 'Request Header Fields Too Large'],
  [451, ''],
  [499, 'Client Closed Request'],
  [500, 'Internal Server Error'],
  [502, 'Bad Gateway'],
  [503, 'Service Temporarily Unavailable'],
  [504, 'Gateway Time-out'],
  [520, 'Web Server Returned an Unknown Error'],
  [529, 'Site is overloaded'],
  [598, '(Informal convention)'],
  [700, 'Beyond the classes'],
  [999, 'Request denied'],
];

/** Request targets that must arrive as they were written. */
export const targets: readonly string[] = [
  '/',
  '/v1',
  '/v1/',
  '//v1//models',
  '/v1/models?',
  '/v1/models??a=b?c',
  '/v1/models?limit=20&after=model-abc&after=model-def',
  '/v1/models?q=%20+%2B%zz&empty=&=nameless&&',
  '/v1/models/gpt%2F4o',
  '/v1/models/../../etc/passwd',
  '/v1/./models/%2e%2e/x',
  '/v1/models/Omniva/Kimi-K2.6;v=1,2',
  '/v1/models/a|b"c<d>e{f}g^h`i\\j',
  '/v1/models#fragment',
  '/v1/models/@healthy',
  '/V1/Models',
  '/api/v9/nobody/knows',
  `/v1/models?long=${'x'.repeat(6_000)}`,
];
