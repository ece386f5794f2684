import type { KeyRing } from '../../admission/state/key-ring.ts';
import type { RequestFacts } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Outlook } from '../../model/outlook.ts';
import type { Model, PlatformInUse, Route } from '../../model/platform.ts';
import type { StubOptions } from '../../model/scenario.ts';
import type { Answer, RawHeaders } from '../../model/step.ts';
import type { Meter } from './meter.ts';
import type { Pacer } from './pacer.ts';
import type { Text } from './text.ts';
import type { Workspace } from './workspace.ts';

/** The data of one run of the stub. Only keys, workspace, meter and the cache of answers change. */
export interface StubRun {
  readonly inUse: PlatformInUse;
  readonly options: StubOptions;
  /** The platform's catalogue by id. */
  readonly models: ReadonlyMap<string, Model>;
  /** Header fields that the platform puts on every success. */
  readonly headers: RawHeaders;
  readonly keys: KeyRing;
  readonly workspace: Workspace;
  readonly meter: Meter;
  /** `null`: no rule acts on a request. */
  readonly outlook: Outlook | null;
  textFor(seed: string, limit: number): Text;
  readonly remember: Remember;
  /** `null`: answers are sent without delay. */
  readonly pacer: Pacer | null;
}

/** A request that has passed the checks of `admit`. */
export interface Admitted {
  readonly facts: RequestFacts;
  readonly route: Route;
  /** HEAD counts as GET. */
  readonly method: string;
  /** Empty object if the request has no body. */
  readonly body: JsonObject;
}

export interface StubHandler {
  /** `body`: the answer depends on the body only, so it may be cached. */
  readonly dependsOn?: 'body';
  /** Kind that the body's `model` must have if the scenario restricts models to the catalogue. */
  readonly modelKind?: Model['kind'];
  /** Name of an invalid field that the route's parameters cannot describe, such as `messages[0].role`. */
  invalidField?(body: JsonObject, run: StubRun): string | null;
  answer(request: Admitted, run: StubRun): Answer;
}

/** Returns the cached answer for the same body, or else makes a new one. */
export type Remember = (request: Admitted, handler: StubHandler, run: StubRun) => Answer;

/** The model id of the request unchanged, or else the first id of that kind in the catalogue. */
export function modelAsked(body: JsonObject, kind: Model['kind'], run: StubRun): string {
  const { model } = body;
  if (typeof model === 'string') return model;
  for (const known of run.models.values()) if (known.kind === kind) return known.id;
  return 'unknown';
}
