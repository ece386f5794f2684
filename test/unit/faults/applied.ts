import type { Fault, RequestContext, Shape } from '../../../src/faults/fault.ts';
import { type Luck, luckOf } from '../../../src/lib/luck.ts';
import type { Step } from '../../../src/model/step.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { collect, watched } from '../../helpers/steps.ts';

export const hangMs = 60_000;
const inUse = platformInUse();

type Rest = Partial<Omit<RequestContext<Shape>, 'params'>>;

/** Applies a fault to an answer; its parameters are written as in a scenario. */
export function applied(
  fault: Fault,
  params: Readonly<Record<string, unknown>>,
  steps: AsyncIterable<Step> | readonly Step[],
  rest: Rest = {},
): Promise<Step[]> {
  if (fault.subject !== 'request') throw new Error(`${fault.name} is a fault of connections`);
  const luck: Luck = luckOf('42', fault.name);
  const context = {
    ...{ inUse, luck, hangMs, injection: 0, clock: fixedClock(), facts: requestFacts(inUse) },
    ...rest,
    params: fault.params.parse(params),
  };
  return collect(fault.apply(Symbol.asyncIterator in steps ? steps : watched(steps), context));
}

/** An answer as its client has it. */
export interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function told(steps: readonly Step[]): Told {
  const [head, ...rest] = steps;
  if (head?.kind !== 'head') throw new Error('expected a head');
  const headers: [string, string][] = [];
  for (let at = 0; at < head.headers.length; at += 2)
    headers.push([head.headers[at] ?? '', head.headers[at + 1] ?? '']);
  const body = rest.flatMap((step) => (step.kind === 'frame' ? [step.bytes.toString()] : [])).join('');
  return { status: head.status, headers: Object.fromEntries(headers), body };
}
