import type { RequestFacts } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Model, PlatformInUse, Route } from '../../model/platform.ts';
import type { StubOptions } from '../../model/scenario.ts';
import type { Answer, RawHeaders } from '../../model/step.ts';
import type { KeyRing } from './key-ring.ts';
import type { Pacer } from './pacer.ts';
import type { Text } from './text.ts';

/** What one run of the stub has at hand; only the keys change, and answers are remembered. */
export interface StubRun {
  readonly inUse: PlatformInUse;
  readonly options: StubOptions;
  /** The platform's catalogue by id. */
  readonly models: ReadonlyMap<string, Model>;
  /** Header fields that the platform puts on every success. */
  readonly headers: RawHeaders;
  readonly keys: KeyRing;
  textFor(seed: string, limit: number): Text;
  readonly remember: Remember;
  /** `null`: everything is answered as fast as it can be. */
  readonly pacer: Pacer | null;
}

/** A request that the platform would not refuse at its door. */
export interface Admitted {
  readonly facts: RequestFacts;
  readonly route: Route;
  /** HEAD counts as GET. */
  readonly method: string;
  /** Empty where the request has none. */
  readonly body: JsonObject;
}

export interface StubHandler {
  /** `body`: nothing else decides the answer, so it may be remembered. */
  readonly dependsOn?: 'body';
  /** What the body's `model` must be, where the catalogue is strict. */
  readonly modelKind?: Model['kind'];
  /** Names the field at fault that the route's parameters cannot describe: `messages[0].role`. */
  invalidField?(body: JsonObject, run: StubRun): string | null;
  answer(request: Admitted, run: StubRun): Answer;
}

/** The answer made, or the one that the same body got before. */
export type Remember = (request: Admitted, handler: StubHandler, run: StubRun) => Answer;

/** The id asked for, echoed as it came; else the catalogue's first of that kind. */
export function modelAsked(body: JsonObject, kind: Model['kind'], run: StubRun): string {
  const { model } = body;
  if (typeof model === 'string') return model;
  for (const known of run.models.values()) if (known.kind === kind) return known.id;
  return 'unknown';
}
