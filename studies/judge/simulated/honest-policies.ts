import { honest, honestWait, isFinal, type Job, type Policy } from './calls.ts';
import { between } from './client.ts';
import { models } from './crews.ts';
import type { PlatformName } from './gateway.ts';

export const six = honest(6);

/** Retry counts and waits of OpenAI's SDK: 0.5 s, doubling, shortened by up to a quarter. */
export const sdk: Policy = {
  conflicts: 'looks',
  after: (seen, luck) =>
    isFinal(seen.met) || seen.attempts >= 3
      ? null
      : honestWait(seen, luck, Math.min(8_000, 500 * 2 ** (seen.attempts - 1)) * between(luck, 0.75, 1)),
  change: (job, { attempts }) => counting(job, attempts),
};

export function counting(job: Job, count: number): Job {
  const headers = {
    ...job.headers,
    'user-agent': 'OpenAI/JS 6.49.0',
    'x-stainless-retry-count': String(count),
  };
  return { ...job, headers };
}

const peerOf: Readonly<Record<PlatformName, string>> = {
  'token-factory': 'MiniMaxAI/MiniMax-M2.5',
  deeptoken: 'gpt-4o',
};

export const failover: Policy = {
  ...six,
  after: (seen, luck) => (seen.attempts === 3 ? 1 : six.after(seen, luck)),
  change: (job, { attempts }) => {
    const model = job.body.model === models.deeptoken ? peerOf.deeptoken : peerOf['token-factory'];
    return attempts === 3 ? { ...job, body: { ...job.body, model } } : job;
  },
};

/** The old key is refused; all ask again at once with the new one. */
export const rotates: Policy = {
  ...six,
  after: (seen, luck) => (isFinal(seen.met) && seen.attempts === 1 ? luck() * 20 : six.after(seen, luck)),
  change: (job, { met }) => (isFinal(met) ? { ...job, key: 'sk-2' } : job),
};
