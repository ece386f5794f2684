import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import {
  CountedRequest,
  type Counting,
  correctionOf,
  countingOf,
  type KnownLimit,
  knownLimits,
} from '../engine/limit-charges.ts';
import type { Wait } from '../limits/algorithm.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import { atOnce, type Load, playLoad, steadyLoad, useUp } from './play-limit.ts';
import { type TypicalRequest, typicalRequest } from './typical-request.ts';

/** The request with which a limit was played. */
export interface FigureRequest {
  readonly model: string | null;
  readonly promptTokens: number;
  readonly answerTokens: number;
  /** How long its answer takes. */
  readonly tookMs: number;
  /** What has to be free when it arrives, in the limit's unit (nano-USD). */
  readonly reserved: number;
  /** What it costs once its answer has ended, in the limit's unit (nano-USD). */
  readonly cost: number;
}

/** What a limit that nothing else uses makes of requests that are all the same and under one key. */
export type LimitFigures = { readonly limit: string; readonly request: FigureRequest } & (
  | { readonly kind: 'steady'; readonly load: Load; readonly asked: number; readonly refused: number }
  | { readonly kind: 'at-once'; readonly asked: number; readonly refused: number }
  /** One after the other at the same time; `requests` is `null` where they cost nothing. */
  | { readonly kind: 'used-up'; readonly requests: number | null; readonly opensAfterMs: number | null }
);

/** Windows beyond are longer than anything that a client waits out; they are played until nothing is left. */
const longestPlayedMs = 60_000;

function kindOf({ kind, perMs }: CountedLimit, { limit: { algorithm } }: Counting): LimitFigures['kind'] {
  if (algorithm.freed === 'by-the-end-of-answers') return 'at-once';
  return kind === 'rate-limit' && perMs <= longestPlayedMs ? 'steady' : 'used-up';
}

const toMs = (wait: Wait): number | null => (typeof wait === 'number' && Number.isFinite(wait) ? wait : null);

function figuresOf(counting: Counting, { facts, tokens, tookMs }: TypicalRequest): LimitFigures {
  const { known, ...charge } = counting;
  const { limit } = known;
  const change = correctionOf(counting, facts, tokens);
  const request = {
    ...{ model: facts.model, promptTokens: tokens.prompt, answerTokens: tokens.completion, tookMs },
    ...{ reserved: charge.amount, cost: charge.amount + change },
  };
  const played = { charge, change, tookMs };
  const kind = kindOf(limit, counting);
  const said = { limit: limit.id, request };
  if (kind === 'at-once') return { ...said, kind, ...playLoad(played, atOnce) };
  if (kind === 'steady') return { ...said, kind, load: steadyLoad, ...playLoad(played, steadyLoad) };
  const { requests, wait } = useUp(played);
  return { ...said, kind, requests, opensAfterMs: toMs(wait) };
}

async function playedAlone(compiled: CompiledScenario, known: KnownLimit): Promise<LimitFigures[]> {
  const typical = await typicalRequest(compiled, known.limit.when);
  return countingOf([known], new CountedRequest(typical.facts)).map((counting) =>
    figuresOf(counting, typical),
  );
}

/** Figures of each limit that counts a request made for it, as if it were the only one. */
export async function limitFigures(compiled: CompiledScenario): Promise<LimitFigures[]> {
  const figures: LimitFigures[] = [];
  for (const known of knownLimits(compiled.scenario)) figures.push(...(await playedAlone(compiled, known)));
  return figures;
}
