import type { Prospect } from '../../model/outlook.ts';
import type { StubHandler } from './handler.ts';
import { withProspects } from './prospects.ts';
import { reply } from './reply.ts';

const words = {
  well: 'operational',
  limited: 'degraded',
  degraded: 'degraded',
  down: 'unavailable',
} as const;
type Word = (typeof words)[Prospect];

function overall(each: readonly Word[]): Word {
  const [first = 'operational', ...others] = new Set(each);
  return others.length === 0 ? first : 'degraded';
}

/** What a request to each model would meet now. Assumed: no document states the fields or the words. */
export const status: StubHandler = {
  answer: ({ facts }, run) =>
    withProspects(facts, run, (prospects) => {
      const models = Array.from(prospects, ([id, prospect]) => ({ id, status: words[prospect] }));
      const all = overall(models.map((model) => model.status));
      return reply(run, { object: 'status', status: all, models });
    }),
};
