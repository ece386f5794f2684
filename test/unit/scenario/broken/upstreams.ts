import type { Broken } from './broken.ts';

const two = 'upstreams: { primary: stub, secondary: { url: stub, region: us } }\n';
const when = (condition: string) => `${two}rules: [{ when: { ${condition} }, faults: [503] }]`;

/** Several upstreams, where they could not do what they say. */
export const brokenUpstreams: readonly Broken[] = [
  ['upstreams that are a list', 'upstreams: [stub]', '1:12', 'expected names with their upstreams'],
  ['upstreams without any', 'upstreams: {}', '1:12', 'such as { primary: stub, secondary: stub }'],
  [
    'an upstream with a name that no URL has',
    'upstreams: { Eu West: stub }',
    '1:14',
    'expected a name such as',
  ],
  ['an upstream that is no URL', 'upstreams: { a: stud }', '1:17', 'expected stub or a URL'],
  ['an upstream that is replayed', 'upstreams: { a: "replay:t.jsonl" }', '1:17', 'got replay:'],
  ['an upstream without a URL', 'upstreams: { a: { region: eu } }', '1:17', 'missing "url"'],
  [
    'an upstream with a password',
    'upstreams: { a: { url: "http://x:hunter22@b" } }',
    '1:24',
    'without a password',
  ],
  [
    'a key that stands in the file',
    'upstreams: { a: { url: "http://b", key: planted-secret } }',
    '1:41',
    'a key comes from the environment',
  ],
  [
    'a key that is not set',
    'upstreams: { a: { url: "http://b", key: env:NOT_SET } }',
    '1:41',
    'NOT_SET is not set',
  ],
  ['a stub with a time-out', 'upstreams: { a: { url: stub, timeout: 1s } }', '1:30', 'is for a real backend'],
  [
    'a stub with fields of its own',
    'upstreams: { a: { url: stub, headers: { x-a: b } } }',
    '1:30',
    'is for a real backend',
  ],
  [
    'a field that says where the body of an upstream ends',
    'upstream: { url: "http://b", headers: { Content-Length: "3" } }',
    '1:41',
    'belongs to the body',
  ],
  [
    'a field with a line break',
    'stub: { headers: { x-a: "b\\r\\nx-c: d" } }',
    '1:25',
    'no control characters',
  ],
  ['a field that is no text', 'stub: { headers: { x-a: { b: c } } }', '1:25', 'expected a text or a list'],
  ['a field without a name', 'stub: { headers: { "": x } }', '1:20', 'a header name is'],
  ['a weight below 0', 'upstreams: { a: { url: stub, weight: -1 } }', '1:38', 'a whole number from 0'],
  [
    'upstreams that no turn leads to',
    'upstreams: { a: { url: stub, weight: 0 } }',
    '1:12',
    'a "weight" above 0',
  ],
  ['one upstream beside several', `${two}upstream: stub`, '2:1', 'not both'],
  ['several that are recorded', `${two}record: t.jsonl`, '2:9', 'record each by itself'],
  ['a condition with a typo', when('upstream: primry'), '2:29', 'did you mean "primary"?'],
  ['one of two conditions with a typo', when('upstream: [primary, x]'), '2:39', 'unknown upstream "x"'],
  ['a region that no upstream has', when('region: eu'), '2:27', 'unknown region "eu"'],
  [
    'a condition where there is one upstream',
    'rules: [{ when: { upstream: a }, faults: [503] }]',
    '1:29',
    'no upstream here has a name',
  ],
  [
    'a limit of an upstream that is not there',
    `${two}rateLimits: [{ id: a, rate: 1 request per hour, when: { upstream: b } }]`,
    '2:67',
    'unknown upstream "b"',
  ],
  [
    'a rule for connections of an upstream',
    `${two}rules: [{ when: { upstream: primary }, faults: [connection-reset] }]`,
    '2:19',
    'cannot ask for "upstream"',
  ],
  [
    'several in the place of which a tape is to answer',
    two,
    '1:1',
    'name the stub or a URL',
    { upstream: 'replay:test/unit/scenario/no.jsonl' },
  ],
];
