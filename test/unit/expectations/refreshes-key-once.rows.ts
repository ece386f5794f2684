import type { RequestEntry } from '../../../src/model/entry.ts';
import type { Row } from '../../helpers/expectation-rows.ts';
import type { Told } from '../../helpers/timeline.ts';

const [old, fresh, third] = ['sk-ol**********25xx', 'sk-ne**********77ab', 'sk-th**********90cd'];
const short = '**********';
const refused = (at: number, key: string, entry: Partial<RequestEntry> = {}): Told => {
  return { at, error: 'key-revoked', entry: { key, connection: 1, ...entry } };
};
const answered = (at: number, key: string): Told => ({ at, entry: { key, connection: 1 } });
const loops = ['error wrong retried-with-the-old-key'];
const wentOn = ['advice wrong went-on-with-the-old-key'];
const open = 'no call came again with another key';

export const rows: readonly Row[] = [
  {
    that: 'reads its key anew and is answered',
    did: { calls: [[refused(0, old), answered(9, fresh)], [answered(20, fresh)]] },
    ...{ outcome: 'pass', samples: 1 },
    because: '1 call met a refused key, 1 came again with another one',
  },
  {
    that: 'finds the old key once more before the new one is there',
    did: { calls: [[refused(0, old), refused(9, old), answered(900, fresh)]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'sends the old key three times',
    did: { calls: [[refused(0, old), refused(9, old), refused(20, old)]] },
    ...{ outcome: 'fail', found: loops, evidence: [[101, 102, 103]] },
    because: 'after 401 key-revoked, 2 further attempts with a key that was refused; a key is read anew once',
  },
  {
    that: 'gives up with the refused key',
    did: { calls: [[refused(0, old)]] },
    ...{ outcome: 'inconclusive', samples: 1, because: open },
  },
  {
    that: 'sends the refused key once more and gives up',
    did: { calls: [[refused(0, old), refused(9, old)]] },
    ...{ outcome: 'inconclusive', samples: 1, because: open },
  },
  {
    that: 'takes its two refused keys in turn',
    did: { calls: [[refused(0, old), refused(9, fresh), refused(20, old), refused(30, fresh)]] },
    ...{ outcome: 'fail', found: loops, evidence: [[101, 103, 104]] },
  },
  {
    that: 'has several keys, and tries each of them once',
    did: { calls: [[refused(0, old), refused(9, fresh), answered(20, third)]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'has short keys, of which the gateway has seen that they differ',
    did: { calls: [[refused(0, short), refused(9, short, { changed: ['key'] })]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'goes on with a short key',
    did: { calls: [[refused(0, short), refused(9, short), refused(20, short)]] },
    ...{ outcome: 'fail', found: loops },
  },
  {
    that: 'goes on with new calls and the key that it has cached',
    did: { calls: [[refused(0, old)], [refused(9, old)], [refused(20, old)]] },
    ...{ outcome: 'inconclusive', found: [`${wentOn} 2x`], because: open },
  },
  {
    that: 'goes on with more of them than the scenario allows',
    params: { newCalls: 0 },
    did: { calls: [[refused(0, old)], [refused(9, old)]] },
    ...{ outcome: 'fail', found: ['error wrong went-on-with-the-old-key'] },
    because: 'another call began with the same key, 8ms after 401 key-revoked; 1 call began, 0 allowed',
  },
  {
    that: 'meets a 403 that says that the key was revoked',
    did: { calls: [[{ ...refused(0, old), error: 'key-revoked-403' }, answered(9, fresh)]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'meets a 403 about a feature',
    did: { calls: [[{ ...refused(0, old), error: 'forbidden' }, answered(9, fresh)]] },
    ...{ outcome: 'inconclusive', samples: 0, because: 'there was no occasion to see it' },
  },
  {
    that: 'is refused on a platform whose documents speak of one status',
    ...{
      platform: 'deeptoken',
      did: { calls: [[0, 9, 20].map((at) => ({ ...refused(at, old), error: 'invalid-api-key' }))] },
    },
    ...{ outcome: 'fail', found: loops },
  },
  {
    that: 'polls with a key that is refused',
    did: {
      calls: [[0, 1_000, 2_000, 3_000, 4_000].map((at) => refused(at, old, { method: 'GET' }))],
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
];

export const params = {
  takes: [{}, { newCalls: 2 }],
  refuses: [{ newCalls: -1 }, { newCalls: '0' }],
};

export const notAskedFor =
  'a scenario cannot know whether its client has another key to read; one of its own, with keys that are ' +
  'rotated, does';
