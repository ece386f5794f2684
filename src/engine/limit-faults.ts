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

type Head = Extract<Step, { kind: 'head' }>;

function withFields(step: Head, fields: readonly string[]): Head {
  return { ...step, headers: [...step.headers, ...fields] };
}

async function* eachWithFields(steps: AsyncIterable<Step>, fieldsNow: FieldsNow): AsyncGenerator<Step> {
  for await (const step of steps) yield step.kind === 'head' ? withFields(step, fieldsNow()) : step;
}

/** As they are when they are asked for. */
type FieldsNow = () => readonly string[];

/** Tells on an answer what is left. */
export function tellingFields(fieldsNow: FieldsNow): BoundRequestFault {
  return {
    name: 'rate-limit',
    says: 'tell what is left of its rate limits',
    rank: behindAnswers,
    effect: 'none',
    apply: (steps) => eachWithFields(steps, fieldsNow),
    atOnce: (steps) => steps.map((step) => (step.kind === 'head' ? withFields(step, fieldsNow()) : step)),
  };
}
