import type { Broken } from './broken.ts';

const key = (fields: string) => `keys:\n  - { key: sk-planted-secret, ${fields} }`;
const list = (fields: string) => `allowlists:\n  - { ${fields} }`;
const replicas = (value: string) => `replicas: { m: ${value} }`;

/** What admits requests, where it could not do what it says. */
export const brokenAdmission: readonly Broken[] = [
  ['keys that are no list', 'keys: { key: sk-one }', '1:7', 'expected a list'],
  ['a key without a key', 'keys: [{ state: valid }]', '1:8', 'missing "key"'],
  ['a key with a blank', 'keys: [{ key: "hunter22 x" }]', '1:15', 'expected a key without spaces'],
  ['a state with a typo', key('state: revokd'), '2:38', 'did you mean "revoked"?'],
  ['a grace time of nothing', key('grace: 5s'), '2:31', '"grace" needs "rotatedTo"'],
  ['a rotation to nothing', key('rotatedAt: 5s'), '2:31', '"rotatedAt" needs "rotatedTo"'],
  ['a rotated key without its heir', key('state: rotated'), '2:38', 'needs "rotatedTo"'],
  [
    'a revoked key that is rotated',
    key('state: revoked, rotatedTo: sk-two'),
    '2:47',
    'a key that is revoked is not rotated',
  ],
  ['a key rotated to itself', key('rotatedTo: sk-planted-secret'), '2:42', 'not rotated to itself'],
  ['a key that is revoked twice', key('state: revoked, revokedAt: 5s'), '2:47', 'revoked from the start'],
  ['a key after no uses', key('revokedAfter: 0'), '2:45', 'expected a whole number from 1'],
  ['a time without a unit', key('revokedAt: 30'), '2:42', 'a duration with its unit'],
  ['an error that no surface has', key('error: no-such'), '2:38', 'unknown error entry of token-factory'],
  ['a key that is listed twice', `${key('id: a')}\n  - { key: sk-planted-secret }`, '3:12', 'duplicate key'],
  ['an id of two keys', `${key('id: a')}\n  - { key: sk-two, id: a }`, '3:24', 'duplicate id "a"'],
  [
    'keys in two places',
    `${key('id: a')}\nstub: { keys: [sk-two] }`,
    '3:9',
    'the file lists its keys under "keys"',
  ],
  [
    'a rule with the name of the keys',
    `${key('id: a')}\nrules: [{ id: keys, faults: [500] }]`,
    '1:1',
    '"keys" is the name',
  ],
  ['an allowlist of nothing', list('id: a'), '2:5', 'needs "models" or "addresses"'],
  ['a network with a wide mask', list('addresses: [10.0.0.0/33]'), '2:19', 'the mask is 0 to 32 bits'],
  ['an address that is a name', list('addresses: localhost'), '2:18', 'expected an address or a network'],
  ['an address with a port', list('addresses: "10.0.0.1:80"'), '2:18', 'expected an address or a network'],
  [
    'a header that is trusted for nothing',
    list('models: m, trustForwardedFor: true'),
    '2:18',
    'needs "addresses"',
  ],
  ['an allowlist with a typo', list('model: m'), '2:7', 'did you mean "models"?'],
  [
    'two allowlists of one name',
    `${list('id: a, models: m')}\n  - { id: a, models: n }`,
    '3:11',
    'duplicate id "a"',
  ],
  ['replicas that are no mapping', 'replicas: [m]', '1:11', 'expected a mapping'],
  [
    'more healthy than there are',
    replicas('{ total: 2, healthy: 3 }'),
    '1:37',
    'only 2 replicas can be healthy',
  ],
  ['a phase that is empty', replicas('{ healthy: 0, from: 5s, until: 5s }'), '1:47', 'this phase is empty'],
  [
    'phases in disorder',
    replicas('[{ healthy: 0, until: 5s }, { healthy: 1, from: 4s }]'),
    '1:44',
    'phases follow each other',
  ],
  [
    'a phase beside phases',
    replicas('{ healthy: 0, phases: [{ healthy: 0 }] }'),
    '1:18',
    '"healthy" beside "phases"',
  ],
];
