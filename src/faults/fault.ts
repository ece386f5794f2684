import type { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import type { Luck } from '../lib/luck.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Step } from '../model/step.ts';

/** The fixed order in which request faults compose, whatever their order in the file. */
export const layers = [
  'connection',
  'tls',
  'state',
  'answer',
  'body',
  'stream',
  'timing',
  'transport',
  'tls-record',
] as const;
export type Layer = (typeof layers)[number];

export type Shape = z.ZodObject;

/** A parameter that is well-formed but cannot be met on this platform. */
export interface Objection {
  /** Path within the parameters. */
  readonly path: readonly string[];
  readonly message: string;
}

/** It draws luck, it only says something of the body, or neither. */
export type BodyNeed = 'draws' | 'says' | 'nothing';

interface Described<S extends Shape> {
  /** YAML name = file name. */
  readonly name: string;
  readonly layer: Layer;
  /** One line; list, help, README. */
  readonly summary: string;
  readonly params: S;
  /** Parameter meant by the short spelling `{ name: value }`. */
  readonly main?: keyof z.input<S> & string;
  readonly example: z.input<S>;
  /** What it needs the request's body for; a draw depends on it by the request's fingerprint. */
  needsBody?(params: z.output<S>): BodyNeed;
  /** Completes "it will …". */
  explain(params: z.output<S>): string;
  /** What this platform cannot do; asked once, at load. `surfaces`: those that the rule can meet. */
  objections?(params: z.output<S>, inUse: PlatformInUse, surfaces: readonly string[]): readonly Objection[];
}

/** What a fault knows when it is applied to one request. */
export interface RequestContext<S extends Shape> {
  readonly params: z.output<S>;
  readonly facts: RequestFacts;
  readonly inUse: PlatformInUse;
  /** How many times this rule injected before; picks from per-injection lists. */
  readonly injection: number;
  /** Draws of this rule and request alone. */
  readonly luck: Luck;
  readonly clock: Clock;
  /** `limits.hang` of the scenario, in milliseconds. */
  readonly hangMs: number;
}

/** On the answer. Replacing faults never pull `steps`, so the source is never asked. */
export interface RequestFault<S extends Shape = Shape> extends Described<S> {
  readonly subject: 'request';
  readonly effect: 'replaces' | 'rewrites';
  apply(steps: AsyncIterable<Step>, context: RequestContext<S>): AsyncIterable<Step>;
}

export interface ConnectionContext<S extends Shape> {
  readonly params: z.output<S>;
  readonly facts: ConnectionFacts;
  readonly luck: Luck;
  readonly hangMs: number;
}

/**
 * Before any request exists, in the order of the file: of two that set the welcome or the handshake the later
 * one wins, waits add up, terms compose field by field.
 */
export interface ConnectionFault<S extends Shape = Shape> extends Described<S> {
  readonly subject: 'connection';
  apply(plan: ConnectionPlan, context: ConnectionContext<S>): ConnectionPlan;
}

export type Fault = RequestFault | ConnectionFault;

/** Keeps the parameter types of one entry; the registry forgets them. */
export function requestFault<S extends Shape>(fault: Omit<RequestFault<S>, 'subject'>): RequestFault {
  return { subject: 'request', ...fault } as unknown as RequestFault;
}

export function connectionFault<S extends Shape>(
  fault: Omit<ConnectionFault<S>, 'subject'>,
): ConnectionFault {
  return { subject: 'connection', ...fault } as unknown as ConnectionFault;
}
