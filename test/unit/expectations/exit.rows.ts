import type { CommandEnd } from '../../../src/model/timeline.ts';
import type { Row } from '../../helpers/expectation-rows.ts';

const calls = [[{ at: 0 }]];

function ended(code: number | null, stopped: CommandEnd['stopped'] = null) {
  return { calls, command: { code, stopped, output: 'nothing' } } as const;
}

const wrong = ['error wrong ended-otherwise'];

export const rows: readonly Row[] = [
  {
    that: 'ends with 0 as asked',
    did: ended(0),
    params: 0,
    outcome: 'pass',
    samples: 1,
    because: 'status 0',
  },
  { that: 'ends with 255 as asked', did: ended(255), params: 255, outcome: 'pass', samples: 1 },
  { that: 'ends with anything', did: ended(7), params: 'any', outcome: 'pass', samples: 1 },
  {
    that: 'is ended by a signal, and may',
    did: ended(null),
    params: 'any',
    outcome: 'pass',
    because: 'a signal',
  },
  { that: 'fails as asked', did: ended(1), params: 'nonzero', outcome: 'pass', samples: 1 },
  {
    that: 'fails where it should be well',
    did: ended(1),
    params: 0,
    outcome: 'fail',
    samples: 1,
    because: 'the command ended with status 1; 0 was expected',
    found: wrong,
  },
  {
    that: 'is well where it should fail',
    did: ended(0),
    params: 'nonzero',
    outcome: 'fail',
    because: 'the command ended with status 0; nonzero was expected',
    found: wrong,
  },
  { that: 'fails otherwise than asked', did: ended(2), params: 1, outcome: 'fail', found: wrong },
  {
    that: 'is ended by a signal and should fail',
    did: ended(null),
    params: 'nonzero',
    outcome: 'fail',
    because: 'ended with a signal',
    found: wrong,
  },
  {
    that: 'is ended by a signal and should be well',
    did: ended(null),
    params: 0,
    outcome: 'fail',
    found: wrong,
  },
  {
    that: 'is stopped by a limit',
    did: ended(null, 'attempts'),
    params: 0,
    outcome: 'inconclusive',
    samples: 0,
    because: 'a limit stopped the command',
  },
  {
    that: 'sends nothing',
    did: { ...ended(0), calls: [] },
    params: 'any',
    outcome: 'inconclusive',
    samples: 0,
    because: 'the command sent no request',
  },
  {
    that: 'sends nothing, whatever it was told',
    did: {
      calls: [],
      command: { ...ended(0).command, addressedBy: ['AZURE_OPENAI_ENDPOINT', 'BADGATEWAY_URL'] },
    },
    params: 0,
    outcome: 'inconclusive',
    because: "the gateway's address in AZURE_OPENAI_ENDPOINT, BADGATEWAY_URL: has",
  },
  {
    that: 'refuses a certificate and fails',
    did: { ...ended(60), calls: [] },
    openings: [{ certificate: 'expired' }],
    params: 'nonzero',
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'meets a fault at the door and fails',
    did: { ...ended(7), calls: [] },
    fired: ['connection-reset'],
    params: 'nonzero',
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'runs beside a gateway that serves',
    did: { calls },
    params: 0,
    outcome: 'inconclusive',
    samples: 0,
    because: 'no command was run',
  },
];
