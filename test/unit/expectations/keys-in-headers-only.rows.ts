import type { Row } from '../../helpers/expectation-rows.ts';

const key = 'sk-…cdef';

export const rows: readonly Row[] = [
  {
    that: 'sends its key in the header',
    did: {
      calls: [
        [
          { at: 0, entry: { key } },
          { at: 1, entry: { key } },
        ],
        [{ at: 0 }],
      ],
    },
    outcome: 'pass',
    samples: 2,
    because: '2 requests, each with its key in the header alone',
  },
  {
    that: 'sends it in the query as well, each time',
    did: {
      calls: [
        [
          { at: 0, entry: { key, keyBeside: 'query', url: '/v1/models?api_key=***' } },
          { at: 1, entry: { key, keyBeside: 'query' } },
        ],
      ],
    },
    outcome: 'fail',
    samples: 2,
    because: 'POST /v1/models?api_key=*** had a key in the query of its URL',
    found: ['error wrong key-in-query 2x'],
    evidence: [[101, 102]],
  },
  {
    that: 'sends it in the body alone',
    did: { calls: [[{ at: 0, entry: { keyBeside: 'body' } }]] },
    outcome: 'fail',
    samples: 1,
    because: 'had a key in its body',
    found: ['error wrong key-in-body'],
  },
  {
    that: 'sends it in the query and in the body',
    did: { calls: [[{ at: 0, entry: { keyBeside: 'body' } }], [{ at: 1, entry: { keyBeside: 'query' } }]] },
    outcome: 'fail',
    found: ['error wrong key-in-body', 'error wrong key-in-query'],
  },
  ...(['referer', 'cookie', 'header'] as const).map((place) => ({
    that: `sends it in a place of its own: ${place}`,
    did: { calls: [[{ at: 0, entry: { key, keyBeside: place } }]] },
    outcome: 'fail' as const,
    found: [`error wrong key-in-${place}`],
  })),
  {
    that: 'sends no key',
    did: { calls: [[{ at: 0 }]] },
    outcome: 'inconclusive',
    samples: 0,
    because: 'no key was sent',
  },
];
