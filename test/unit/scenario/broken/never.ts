import type { Broken } from './broken.ts';

const when = (conditions: string, faults = '[500]') => `rules: [{ when: ${conditions}, faults: ${faults} }]`;
const onChat = '- { when: { route: chat }, faults: [500] }';
const forEver = '- { when: { model: "Omniva/*" }, sequence: [500, 503], then: repeat }';
const first = '- { id: first, faults: [500] }';

/** Well-formed rules that no request can meet. */
export const brokenNever: readonly Broken[] = [
  ['a key with its scheme', when('{ key: "Bearer sk-x" }'), '1:24', 'leave "Bearer " out'],
  ['a key with a scheme in a list', when('{ key: ["sk-*", "bearer sk-y"] }'), '1:33', 'without their scheme'],
  ['a path without a slash', when('{ path: v1/models }'), '1:25', 'every path begins with "/"'],
  ['a path as a regular expression', when('{ path: "^/v1/.*$" }'), '1:25', 'a glob, no regular expression'],
  ['a path with a query', when('{ path: "/v1/models?limit=2" }'), '1:25', 'without the query'],
  ['a path with a host', when('{ path: "https://a.example/v1/models" }'), '1:25', 'no scheme and host'],
  ['a path with a scenario', when('{ path: "/@healthy/v1/models" }'), '1:25', 'without /@NAME'],
  ['a path with a blank', when('{ path: "/v1/my models" }'), '1:25', 'no blank'],
  ['a path with a fragment', when('{ path: "/v1/models#top" }'), '1:25', 'no "#"'],
  ['a header value of two lines', when('{ header: { X-Team: "a\\nb" } }'), '1:37', 'line break'],
  ['a header value beyond a byte', when('{ header: { x-team: "→" } }'), '1:37', 'byte by byte'],
  ['a header value between blanks', when('{ header: { x-team: " a" } }'), '1:37', 'blanks around'],
  [
    'a header value in quotes of a letter',
    when('{ header: { x-team: “a” } }'),
    '1:37',
    'write " in their place',
  ],
  ['a key in quotes of a letter', when('{ key: ‘sk-x’ }'), '1:24', 'write " in their place'],
  ['a path in quotes of a letter', when('{ path: „/v1/*“ }'), '1:25', 'write " in their place'],
  ['a client of two lines', when('{ client: "a\\n" }'), '1:27', 'line break'],
  ['an address with a port', when('{ address: "127.0.0.1:80" }'), '1:28', 'without port and mask'],
  ['an address with a mask', when('{ address: 10.0.0.0/24 }'), '1:28', 'without port and mask'],
  ['an address by name', when('{ address: localhost }', '[connection-reset]'), '1:28', 'such as 127.0.0.1'],
  ['a server name with a port', when('{ sni: "a.example:443" }'), '1:24', 'no scheme, port or path'],
  ['a server name in capitals', when('{ sni: A.example }'), '1:24', 'in lower case'],
  [
    'a stream fault where no stream is asked for',
    when('{ route: chat, stream: false }', '[stream-cut]'),
    '1:32',
    'stream-cut acts on streamed answers alone; leave "stream" out',
  ],
  [
    'a rule behind one that always answers',
    `rules:\n  ${first}\n  - { faults: [429] }`,
    '3:7',
    '"first" before it replaces every answer that it could; put this rule first',
  ],
  [
    'a narrower rule behind one that always answers',
    `rules:\n  ${onChat}\n  - { when: { model: "*", route: chat }, sequence: [ok, 429] }`,
    '3:42',
    '"rule-1" before it',
  ],
  [
    'a rule behind a sequence that never ends',
    `rules:\n  ${forEver}\n  - { when: { model: Omniva/Kimi-K2.6 }, faults: [429] }`,
    '3:42',
    '"rule-1" before it',
  ],
];
