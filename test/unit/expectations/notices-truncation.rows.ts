import type { CommandEnd } from '../../../src/model/timeline.ts';
import type { Row } from '../../helpers/expectation-rows.ts';
import type { Told } from '../../helpers/timeline.ts';

const cut: Told = { at: 0, ending: 'damaged', faults: ['stream-cut'] };
const garbled: Told = { at: 0, ending: 'damaged', faults: ['stream-bad-frame'] };
const torn: Told = { at: 0, ending: 'severed', faults: ['stream-cut'] };
const told: Told = { at: 0, ending: 'damaged', faults: ['stream-error'] };
const hung: Told = { at: 0, ending: 'hung', faults: ['hang'] };
const silence = { kind: 'hang', plannedMs: 30_000, actualMs: 4_000 } as const;
const left: Told = { at: 0, took: 4_000, ending: 'client-left', pauses: [silence], faults: ['hang'] };
const short = { kind: 'hang', plannedMs: 30_000, actualMs: 999 } as const;
const long = { kind: 'hang', plannedMs: 30_000, actualMs: 1_000 } as const;
const gone: Told = { at: 0, ending: 'client-left', faults: ['hang'] };
const well: Told = { at: 9_000 };

const ended = (code: number | null, output: CommandEnd['output'], stopped: CommandEnd['stopped'] = null) => ({
  command: { code, output, stopped },
});

const outcomeUnknown = 'the outcome of 1 broken answer is not known';

export const rows: readonly Row[] = [
  {
    that: 'asks again behind each kind of half an answer',
    did: { calls: [cut, torn, told, hung, left].map((half) => [half, well]) },
    outcome: 'pass',
    samples: 5,
    because: '5 calls met a broken answer and noticed it',
  },
  {
    that: 'says that the call failed',
    did: { calls: [[cut]], outcomes: { 1: 'error' }, ...ended(0, 'beginning') },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'says that the call was a success',
    did: { calls: [[cut]], outcomes: { 1: 'success' }, ...ended(1, 'end') },
    outcome: 'fail',
    samples: 1,
    because: 'a call met an answer that broke and looked whole; it was taken for an answer',
    found: ['error wrong took-half-an-answer'],
  },
  {
    that: 'took the last of three attempts, and each was half an answer',
    did: { calls: [[cut, torn, told]], outcomes: { 1: 'success' } },
    outcome: 'fail',
    found: ['error wrong took-half-an-answer'],
    evidence: [[103]],
  },
  {
    that: 'takes half an answer in three ways, and notices a fourth',
    did: {
      calls: [[cut], [torn], [hung], [left]],
      outcomes: { 1: 'success', 2: 'success', 3: 'success', 4: 'error' },
    },
    outcome: 'fail',
    samples: 4,
    found: [
      'error wrong took-half-an-answer',
      'error wrong took-half-an-answer',
      'error wrong took-half-an-answer',
    ],
  },
  {
    that: 'ends with an error',
    did: { calls: [[cut]], ...ended(1, 'beginning') },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'prints the beginning and ends well',
    did: { calls: [[cut]], ...ended(0, 'beginning') },
    outcome: 'fail',
    found: ['error wrong took-half-an-answer'],
  },
  {
    that: 'prints nothing and ends well',
    did: { calls: [[torn]], ...ended(0, 'nothing') },
    outcome: 'fail',
    because: 'the call was not retried, and the command ended with 0',
    found: ['warning wrong ended-well-after-half-an-answer'],
  },
  {
    that: 'prints a text to its end',
    did: { calls: [[cut]], ...ended(0, 'end') },
    outcome: 'inconclusive',
    samples: 0,
    because: outcomeUnknown,
  },
  {
    that: 'prints a text to its end, without the event that it could not read',
    did: { calls: [[garbled]], ...ended(0, 'end') },
    ...{ outcome: 'fail', samples: 1, found: ['error wrong skipped-what-it-could-not-read'] },
    because: 'its text was printed to the end, without the event that cannot be read',
  },
  {
    that: 'fails over an event that it cannot read',
    did: { calls: [[garbled]], ...ended(1, 'end') },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'met an event that cannot be read, and prints a text to its end that may be that of another call',
    did: { calls: [[garbled], [{ at: 10 }]], ...ended(0, 'end') },
    ...{ outcome: 'inconclusive', because: outcomeUnknown },
  },
  {
    that: 'met an event that cannot be read, and was stopped',
    did: { calls: [[garbled]], ...ended(0, 'end', 'time') },
    ...{ outcome: 'inconclusive', because: outcomeUnknown },
  },
  {
    that: 'prints the beginning and ends well, with another call that was answered',
    did: { calls: [[cut], [{ at: 10 }]], ...ended(0, 'beginning') },
    outcome: 'inconclusive',
    because: outcomeUnknown,
  },
  {
    that: 'ends with an error, with another call that was answered',
    did: { calls: [[cut], [{ at: 10 }]], ...ended(3, 'beginning') },
    outcome: 'pass',
    samples: 1,
  },
  {
    that: 'was stopped',
    did: { calls: [[cut]], ...ended(1, 'beginning', 'time') },
    outcome: 'inconclusive',
    because: outcomeUnknown,
  },
  {
    that: 'was ended by a signal',
    did: { calls: [[cut]], ...ended(null, 'beginning') },
    outcome: 'inconclusive',
    because: outcomeUnknown,
  },
  {
    that: 'left a silence after a second',
    did: {
      calls: [[{ ...left, pauses: [{ ...silence, actualMs: 1_000 }] }]],
      ...ended(0, 'beginning'),
    },
    ...{ outcome: 'fail', samples: 1, found: ['error wrong took-half-an-answer'] },
  },
  {
    that: 'leaves a silence of a second behind a shorter one, and one of a status like no other',
    did: {
      calls: [
        [{ ...gone, pauses: [short, long] }],
        [{ ...gone, pauses: [short, short, long] }],
        [{ ...gone, pauses: [long, short] }],
        [{ ...gone, pauses: [long], status: 399 }],
        [{ ...gone, pauses: [long], status: 400 }],
        [{ ...gone, pauses: [long], status: null }],
        [{ ...gone, pauses: [long], faults: [] }],
      ],
    },
    outcome: 'inconclusive',
    because: 'the outcome of 3 broken answers is not known',
  },
  {
    that: 'nobody watched, twice, beside one that asked again',
    did: { calls: [[cut], [hung], [left, well]] },
    outcome: 'inconclusive',
    samples: 1,
    because: 'the outcome of 2 broken answers is not known: POST it to BADGATEWAY_OUTCOME_URL',
  },
  {
    that: 'met nothing that was half',
    did: {
      calls: [
        [{ at: 0 }],
        [{ at: 0, error: 'bad-gateway' }],
        [{ at: 0, status: null, ending: 'severed', faults: ['disconnect'] }],
        [{ at: 0, status: null, ending: 'hung', faults: ['hang'] }],
        [{ at: 0, status: null, ending: 'client-left', faults: ['hang'] }],
        // Had enough of an answer that went on, and of a paced one that nothing was wrong with.
        [{ at: 0, ending: 'client-left', faults: ['drip'] }],
        [{ at: 0, ending: 'client-left', pauses: [silence] }],
        // Left right behind a piece of a slow answer, as who cancels does.
        [{ at: 0, ending: 'client-left', faults: ['drip'], pauses: [{ ...silence, actualMs: 999 }] }],
        [{ at: 0, status: 400, ending: 'hung', faults: ['hang'] }],
        [{ at: 0, ending: 'drained', faults: ['hang'] }],
      ],
      ...ended(0, 'beginning'),
    },
    outcome: 'inconclusive',
    samples: 0,
    because: 'there was no occasion to see it',
  },
];
