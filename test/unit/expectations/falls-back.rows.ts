import type { Row } from '../../helpers/expectation-rows.ts';
import { spaced } from '../../helpers/spaced.ts';
import type { Told } from '../../helpers/timeline.ts';

const away: Omit<Told, 'at'> = { error: 'no-healthy-upstream' };
const peer: Omit<Told, 'at'> = { entry: { model: 'a-peer' } };
const asking = (model: string): Omit<Told, 'at'> => ({ entry: { model } });
const chatModel = { entry: { model: 'Omniva/Kimi-K2.6' } };
const embeddingModel = 'BAAI/bge-large-en-v1.5';
const never = ['error absent never-fell-back'];
const stopped = { command: { code: null, stopped: 'time', output: 'nothing' } } as const;

export const rows: readonly Row[] = [
  {
    that: 'asks another model after two attempts',
    did: { calls: [spaced(away, [1_000, 2_000], peer)] },
    ...{ outcome: 'pass', samples: 1, because: '1 call moved to another model' },
  },
  {
    that: 'asks another model at once',
    did: { calls: [spaced(away, [10], peer)] },
    ...{ outcome: 'pass', samples: 1, found: ['advice wrong fell-back-at-once'] },
    because: 'a-model was tried once and met 503 no-healthy-upstream; then another model was',
  },
  {
    that: 'asks another model at once that is unavailable as well',
    did: { calls: [spaced(away, [10], { ...away, ...peer })] },
    ...{ outcome: 'pass', samples: 1, found: ['advice wrong fell-back-at-once'] },
  },
  {
    that: 'met another error between two tries, where three are enough',
    params: { after: 3 },
    did: {
      calls: [
        [
          { at: 0, ...away },
          { at: 1_000, error: 'bad-gateway' },
          { at: 3_000, ...away },
        ],
      ],
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'asks another model that is unavailable as well',
    did: { calls: [spaced(away, [1_000, 2_000], { ...away, ...peer })] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'asks a model of another kind, which cannot answer',
    did: { calls: [spaced({ ...away, ...chatModel }, [1_000, 2_000], asking(embeddingModel))] },
    ...{ outcome: 'fail', samples: 1, found: ['error absent fell-back-to-no-peer'] },
    because: `${chatModel.entry.model} was tried 2 times and met 503 no-healthy-upstream; ${embeddingModel}`,
  },
  {
    that: 'asks a model that is refused as unknown',
    did: { calls: [spaced(away, [1_000, 2_000], { ...asking('no/such'), error: 'model-not-found' })] },
    ...{ outcome: 'fail', found: ['error absent fell-back-to-no-peer'] },
  },
  {
    that: 'asks a model of another kind, and then a peer',
    did: {
      calls: [
        [
          { at: 0, ...away, ...chatModel },
          { at: 1_000, ...away, ...chatModel },
          { at: 3_000, ...asking(embeddingModel), error: 'model-not-found' },
          { at: 5_000, ...asking('MiniMaxAI/MiniMax-M2.5') },
        ],
      ],
    },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'asks the same model in lower case',
    did: { calls: [spaced(away, [1_000, 2_000], { ...away, ...asking('A-Model') })] },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'tries the one model twice',
    did: { calls: [spaced(away, [1_000], away)] },
    ...{ outcome: 'fail', samples: 1, found: never },
    because: 'a-model was tried 2 times and met 503 no-healthy-upstream; no other model was',
  },
  {
    that: 'tries it twelve times, of which the last ten are shown',
    did: {
      calls: [
        spaced(
          away,
          Array.from({ length: 11 }, () => 1_000),
          away,
        ),
      ],
    },
    ...{ outcome: 'fail', found: never, evidence: [[103, 104, 105, 106, 107, 108, 109, 110, 111, 112]] },
  },
  {
    that: 'tries it once',
    did: { calls: [[{ at: 0, ...away }]] },
    ...{ outcome: 'inconclusive', samples: 0, because: '1 call gave up before attempt 2 at the model' },
  },
  {
    that: 'tries it once, where that is enough',
    params: { after: 1 },
    did: { calls: [[{ at: 0, ...away }]] },
    outcome: 'fail',
    found: never,
  },
  {
    that: 'tries it twice, where that is not enough',
    ...{ params: { after: 3 }, did: { calls: [spaced(away, [1_000], away)] } },
    ...{ outcome: 'inconclusive', samples: 0, because: '1 call gave up before attempt 3 at the model' },
  },
  {
    that: 'moves in one call, and not in another',
    did: { calls: [spaced(away, [1_000, 2_000], peer), spaced(away, [1_000], away, 9_000)] },
    ...{ outcome: 'fail', samples: 2, found: never },
  },
  {
    that: 'moves in one call, and gives up early in another',
    did: { calls: [spaced(away, [1_000, 2_000], peer), [{ at: 9_000, ...away }]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'is answered by the model that was unavailable',
    did: { calls: [spaced(away, [1_000, 2_000, 4_000])] },
    ...{ outcome: 'inconclusive', samples: 0 },
    because: 'each model was there again, after 3 refusals at most: no other one was needed',
  },
  {
    that: 'met something else in between, which is no try',
    did: {
      calls: [
        [
          { at: 0, error: 'bad-gateway' },
          { at: 1_000, error: 'bad-gateway' },
          { at: 3_000, ...away },
        ],
      ],
    },
    ...{ outcome: 'inconclusive', samples: 0, because: '1 call gave up before' },
  },
  {
    that: 'had asked another model before',
    did: {
      calls: [
        [
          { at: 0, error: 'bad-gateway', ...peer },
          { at: 1_000, ...away },
          { at: 3_000, ...away },
        ],
      ],
    },
    ...{ outcome: 'fail', found: never },
  },
  {
    that: 'was stopped before it moved',
    did: { calls: [spaced(away, [1_000], away)], ...stopped },
    outcome: 'inconclusive',
    samples: 0,
    because: 'the command was stopped before it asked another model',
  },
  {
    that: 'met another error',
    did: { calls: [spaced({ error: 'bad-gateway' }, [9], peer)] },
    outcome: 'inconclusive',
    samples: 0,
  },
];

export const params = {
  takes: [{}, { after: 1 }],
  refuses: [{ after: 0 }, { after: 1.5 }],
};
