import type { Broken } from './broken.ts';

const radius = (value: string) => `blastRadius: ${value}`;
const shares = 'expected a share from 0 to 1, such as 0.3, or "30 %"';

/** What bounds faults, where it could not do what it says. */
export const brokenBlastRadius: readonly Broken[] = [
  ['a blast radius that is no mapping', radius('0.3'), '1:14', 'expected a mapping'],
  ['a blast radius of nothing', radius('{}'), '1:1', 'it bounds nothing; give it some of only, share'],
  ['a bound with a typo', radius('{ shares: 0.3 }'), '1:16', 'did you mean "share"?'],
  ['a share of more than all', radius('{ share: 1.5 }'), '1:23', shares],
  ['a share below nothing', radius('{ share: -0.1 }'), '1:23', shares],
  ['a percentage of more than all', radius('{ share: "101 %" }'), '1:23', shares],
  ['a share in words', radius('{ share: half }'), '1:23', shares],
  ['a share too fine to count', radius('{ share: 0.12345678 }'), '1:23', 'at most six decimals'],
  ['part of a request', radius('{ active: 1.5 }'), '1:24', 'expected a whole number from 0'],
  ['fewer than none', radius('{ total: -1 }'), '1:23', 'expected a whole number from 0'],
  ['a window without its length', radius('{ within: { max: 5 } }'), '1:24', 'missing "per"'],
  ['a window of no length', radius('{ within: { max: 5, per: 0s } }'), '1:39', 'expected more than 0s'],
  [
    'a window too large to remember',
    radius('{ within: { max: 200000, per: 1h } }'),
    '1:31',
    'at most 100000',
  ],
  ['clients without a condition', radius('{ only: {} }'), '1:16', '"only" has no condition'],
  ['a matcher that it does not know', radius('{ only: { prompt: hi } }'), '1:24', 'unknown key "prompt"'],
  ['a route that is none', radius('{ only: { route: chatt } }'), '1:31', 'did you mean "chat"?'],
  [
    'a header that no request has',
    radius('{ only: { header: { x-team: "red\\nblue" } } }'),
    '1:42',
    'no header field holds a line break',
  ],
  [
    'a label of connections, which have none',
    `${radius('{ only: { label: a } }')}\nrules: [{ id: r, faults: [connection-reset] }]`,
    '1:16',
    'rule "r" can never fire: it is for connections',
  ],
  [
    'a fault that nothing bounds',
    `${radius('{ total: 5 }')}\nrules: [{ id: r, sequence: [connection-reset, connection-refuse] }]`,
    '1:1',
    'rule "r" can never fire: connection-refuse closes the port to every client',
  ],
];
