import { formatDuration } from '../lib/units.ts';
import { findAlgorithm } from '../limits/index.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import { describeUsd } from '../model/price.ts';
import type { LimitFigures } from '../simulate/limit-figures.ts';
import { describeKeys } from './describe-limit.ts';

const counted = (amount: number, one: string) => `${amount} ${amount === 1 ? one : `${one}s`}`;

const inUnit = ({ unit }: CountedLimit, amount: number) =>
  unit === 'usd' ? describeUsd(amount) : counted(amount, 'token');

/** What one request costs a limit of tokens or money; of others it is the request itself. */
function describeRequest(limit: CountedLimit, { request, kind }: LimitFigures): string {
  if (limit.unit === 'requests' || limit.unit === 'answers') return '';
  const { model, promptTokens, answerTokens, tookMs, reserved, cost } = request;
  const facts = [
    `has ${counted(promptTokens, 'token')} of prompt and ${answerTokens} of answer`,
    ...(kind === 'steady' && tookMs > 0 ? [`takes ${formatDuration(tookMs)}`] : []),
    ...(reserved > 0 ? [`reserves ${inUnit(limit, reserved)}`] : []),
    ...(kind === 'at-once' ? [] : [`costs ${inUnit(limit, cost)}`]),
  ];
  return `; a typical request${model === null ? '' : ` to ${model}`} ${facts.join(', ')}`;
}

function describeEnd(limit: CountedLimit, opensAfterMs: number | null): string {
  if (opensAfterMs === null) return 'only a top-up makes room again';
  if (limit.calendar?.every === 'month') return 'there is room again when the next month begins';
  const from = limit.calendar === undefined ? 'later' : 'after its window began';
  return `there is room again ${formatDuration(opensAfterMs)} ${from}`;
}

function describeUsedUp(limit: CountedLimit, requests: number | null, opensAfterMs: number | null): string {
  if (requests === null) return 'a typical request costs nothing, so that it is never used up';
  if (requests === 0) return 'it has no room for even one typical request';
  const after = requests === 1 ? '1 typical request' : `${requests} typical requests, one after the other`;
  return `used up by ${after}; ${describeEnd(limit, opensAfterMs)}`;
}

function describePlayed(limit: CountedLimit, figures: LimitFigures): string {
  if (figures.kind === 'used-up') return describeUsedUp(limit, figures.requests, figures.opensAfterMs);
  const shared = limit.by.length === 0 ? '' : ` that share one ${describeKeys(limit.by)}`;
  const what =
    limit.enforcement === 'shadow'
      ? 'would be refused'
      : figures.refused === 1
        ? 'is refused'
        : 'are refused';
  if (figures.kind === 'at-once')
    return `of ${figures.asked} requests at once${shared}, ${figures.refused} ${what}`;
  const { workers, perSecond, seconds } = figures.load;
  const ask = `${shared === '' ? ' that' : `${shared} and`} ask ${perSecond} times a second each`;
  return `of ${workers} workers${ask} for ${seconds} s, ${figures.refused} of ${figures.asked} ${what}`;
}

/** That of what time does not free is in the words of the limit. */
const describeAlgorithm = ({ algorithm }: CountedLimit): string =>
  findAlgorithm(algorithm)?.freed === 'by-time' ? `, ${algorithm.replaceAll('-', ' ')}` : '';

/** `sixty: 60 requests per minute for each key, continuous refill: of 20 workers that share one key …` */
export function describeFigures(limit: CountedLimit, figures: LimitFigures): string {
  const { id, says, by } = limit;
  const each = by.length === 0 ? '' : ` for each ${describeKeys(by)}`;
  const played = `${describePlayed(limit, figures)}${describeRequest(limit, figures)}`;
  return `${id}: ${says}${each}${describeAlgorithm(limit)}: ${played}`;
}
