import type { z } from 'zod';
import { DeferredSteps } from '../answer/framing/ready.ts';
import type { Clock } from '../lib/clock.ts';
import type { Luck } from '../lib/luck.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { ActsBefore } from '../model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { OneHttp } from '../model/http-version.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Step } from '../model/step.ts';

/**
 * The fixed order in which request faults are applied, independent of their order in the file. `head`
 * rewrites status and header fields, not the body; later faults see the new head.
 */
export const layers = [
  'connection',
  'tls',
  'state',
  'answer',
  'head',
  'body',
  'stream',
  'timing',
  'transport',
  'http2',
  'tls-record',
] as const;
export type Layer = (typeof layers)[number];

export type Shape = z.ZodObject;

/** A parameter that is valid but impossible on this platform. */
export interface Objection {
  /** Path of the parameter within the parameters. */
  readonly path: readonly string[];
  readonly message: string;
}

/** Why a fault needs the body: for random numbers, only for its description, or not at all. */
export type BodyNeed = 'draws' | 'says' | 'nothing';

interface Described<S extends Shape> {
  /** Name in YAML, the same as the file name. */
  readonly name: string;
  readonly layer: Layer;
  /** The one version of HTTP on which it exists; absent: it exists on each. */
  readonly only?: OneHttp;
  /** One line for `list`, help and README. */
  readonly summary: string;
  readonly params: S;
  /** Parameter that the short form `{ name: value }` sets. */
  readonly main?: keyof z.input<S> & string;
  readonly example: z.input<S>;
  /** Why the fault needs the request's body; random numbers depend on the body through the fingerprint. */
  needsBody?(params: z.output<S>): BodyNeed;
  /** Completes the sentence "it will …". */
  explain(params: z.output<S>): string;
  /** Parameters that are impossible on this platform; called once, at load. `surfaces`: those of the rule. */
  objections?(params: z.output<S>, inUse: PlatformInUse, surfaces: readonly string[]): readonly Objection[];
}

/** The input of a fault that is applied to one request. */
export interface RequestContext<S extends Shape> {
  readonly params: z.output<S>;
  readonly facts: RequestFacts;
  readonly inUse: PlatformInUse;
  /** Number of earlier injections by this rule; selects the item in per-injection lists. */
  readonly injection: number;
  /** Seeded random numbers for this rule and request only. */
  readonly luck: Luck;
  readonly clock: Clock;
  /** `limits.hang` of the scenario, in milliseconds. */
  readonly hangMs: number;
}

/** A fault of the answer. */
interface OfRequest<S extends Shape> extends Described<S> {
  readonly subject: 'request';
  /** What it comes before, where it acts before the request's body is read; absent: nothing. */
  before?(params: z.output<S>): ActsBefore | null;
  apply(steps: AsyncIterable<Step>, context: RequestContext<S>): AsyncIterable<Step>;
}

/** A fault that changes what the source answers. */
interface RewritingFault<S extends Shape = Shape> extends OfRequest<S> {
  readonly effect: 'rewrites';
}

/** A fault that answers in the place of the source, which is not asked. */
interface ReplacingFault<S extends Shape = Shape> extends OfRequest<S> {
  readonly effect: 'replaces';
  /** The whole answer; `null`: it has none for this request, so the source answers. */
  answer(context: RequestContext<S>): readonly Step[] | null;
}

export type RequestFault<S extends Shape = Shape> = RewritingFault<S> | ReplacingFault<S>;

export interface ConnectionContext<S extends Shape> {
  readonly params: z.output<S>;
  readonly facts: ConnectionFacts;
  readonly luck: Luck;
  readonly hangMs: number;
}

/**
 * A fault of the connection, before any request exists. Applied in file order: of two faults that set the
 * welcome or the handshake the later one wins, waits add up, terms are merged field by field.
 */
export interface ConnectionFault<S extends Shape = Shape> extends Described<S> {
  readonly subject: 'connection';
  apply(plan: ConnectionPlan, context: ConnectionContext<S>): ConnectionPlan;
}

export type Fault = RequestFault | ConnectionFault;

/** Why a connection of this version of HTTP cannot have the fault; `null`: it can. */
export function misfitOf({ name, only }: Fault, { protocol }: ConnectionFacts): string | null {
  const spoken: OneHttp = protocol === 'h2' ? 'HTTP/2' : 'HTTP/1.1';
  if (only === undefined || only === spoken) return null;
  return `${name} exists on ${only} alone, and this is ${spoken}`;
}

/** What a fault with these parameters comes before; `null`: it acts when the request's body is there. */
export function actsBefore(fault: Fault, params: unknown): ActsBefore | null {
  return fault.subject === 'request' ? (fault.before?.(params as never) ?? null) : null;
}

/** Type-checks one fault against its own parameters; the registry does not keep these types. */
export function requestFault<S extends Shape>(fault: Omit<RewritingFault<S>, 'subject'>): RequestFault {
  return { subject: 'request', ...fault } as unknown as RequestFault;
}

/** Its answer is made when the first step is pulled: the dates in it are of that moment. */
export function replacingFault<S extends Shape>(
  fault: Omit<ReplacingFault<S>, 'subject' | 'effect' | 'apply'>,
): RequestFault {
  const apply: ReplacingFault<S>['apply'] = (steps, context) =>
    new DeferredSteps(() => fault.answer(context) ?? steps);
  return { subject: 'request', effect: 'replaces', apply, ...fault } as unknown as RequestFault;
}

export function connectionFault<S extends Shape>(
  fault: Omit<ConnectionFault<S>, 'subject'>,
): ConnectionFault {
  return { subject: 'connection', ...fault } as unknown as ConnectionFault;
}
