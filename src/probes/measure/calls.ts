import { z } from 'zod';
import { matchesAny } from '../../lib/glob.ts';
import type { Attempt, Call } from '../../model/timeline.ts';
import { lastOf } from '../../timeline/endings.ts';
import type { ProbeContext, Sample } from '../probe.ts';

const text = z.string().min(1, 'expected the name of a model, or a glob');

/** What every figure of the journal takes. */
export const callsShape = z.strictObject({
  model: z
    .union([text, z.array(text).min(1)])
    .transform((given) => (Array.isArray(given) ? given : [given]))
    .exactOptional()
    .describe('Globs of the model that a call asks for first. Default: any.'),
});

export type CallsParams = z.output<typeof callsShape>;

/** The calls of the window that the probe is about. */
export function callsOf({ model }: CallsParams, { calls }: ProbeContext): readonly Call[] {
  return calls.filter(({ attempts: [first] }) => matchesAny(model, first.entry.model ?? ''));
}

export function attemptsIn(params: CallsParams, context: ProbeContext): readonly Attempt[] {
  return callsOf(params, context).flatMap(({ attempts }) => attempts);
}

/** Whether the application has its answer in the end. */
export const succeeds = (call: Call): boolean => lastOf(call).result.kind === 'answered';

/** ` to MODEL`, or nothing where the probe is about every call. */
export const toModel = ({ model }: CallsParams): string =>
  model === undefined ? '' : ` to ${model.join(', ')}`;

export function figureOf(figure: number | null, samples: number): Sample {
  return { kind: 'figure', figure: samples === 0 ? null : figure, samples };
}

/** A number that is 0 where nothing came: that nothing came is seen, too. */
export const countOf = (count: number): Sample => ({ kind: 'figure', figure: count, samples: count });
