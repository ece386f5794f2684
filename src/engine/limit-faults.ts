import { createTokenMeter, type TokenMeter } from '../answer/sent-tokens.ts';
import { faults } from '../faults/index.ts';
import type { Step } from '../model/step.ts';
import type { BoundRequestFault } from './bind-faults.ts';
import type { CountedRequest } from './limit-charges.ts';

/** State is nearest to the source, before the first fault of the registry. */
const nearest = -1;

/** Looks on while an answer is sent: a limit is charged by its tokens. */
export class CountsTokens implements BoundRequestFault {
  readonly name = 'rate-limit';
  readonly says = 'count its tokens';
  readonly rank = nearest;
  readonly effect = 'none';
  /** The answer to HEAD has no body, but names the coding of one. */
  readonly bytes?: 'plain';
  readonly meter: TokenMeter;

  constructor(request: CountedRequest) {
    this.meter = createTokenMeter(request.promptTokens);
    if (request.facts.method !== 'HEAD') this.bytes = 'plain';
  }

  apply(steps: AsyncIterable<Step>): AsyncIterable<Step> {
    return this.meter.watch(steps);
  }

  atOnce(steps: readonly Step[]): readonly Step[] {
    return this.meter.note(steps);
  }
}

/** Errors that faults inject tell what is left too. */
const behindAnswers = faults.findLastIndex(({ layer }) => layer === 'answer') + 0.5;

function withFields(step: Step, fields: readonly string[]): Step {
  return step.kind === 'head' ? { ...step, headers: [...step.headers, ...fields] } : step;
}

async function* eachWithFields(steps: AsyncIterable<Step>, fields: readonly string[]): AsyncGenerator<Step> {
  for await (const step of steps) yield withFields(step, fields);
}

/** Tells on an answer what is left. */
export function tellingFields(fields: readonly string[]): BoundRequestFault {
  return {
    name: 'rate-limit',
    says: 'tell what is left of its rate limits',
    rank: behindAnswers,
    effect: 'none',
    apply: (steps) => eachWithFields(steps, fields),
    atOnce: (steps) => steps.map((step) => withFields(step, fields)),
  };
}
