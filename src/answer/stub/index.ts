import { createAdmissionState } from '../../admission/state/admission-state.ts';
import type { KeyRing } from '../../admission/state/key-ring.ts';
import type { Clock } from '../../lib/clock.ts';
import type { RequestFacts } from '../../model/facts.ts';
import type { Outlook } from '../../model/outlook.ts';
import type { Route } from '../../model/platform.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { Answer } from '../../model/step.ts';
import type { StubKind } from '../../model/stub-kind.ts';
import { successHeaders } from '../../platforms/envelope.ts';
import { admit } from './admit.ts';
import { chat } from './chat.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import type { StubHandler, StubRun } from './handler.ts';
import { images } from './images.ts';
import { keyRotation } from './key-rotation.ts';
import { keys } from './keys.ts';
import { Meter } from './meter.ts';
import { models } from './models.ts';
import { moderations } from './moderations.ts';
import { Pacer } from './pacer.ts';
import { quota } from './quota.ts';
import { refuse } from './refuse.ts';
import { createMemory } from './remembered.ts';
import { status } from './status.ts';
import { textMaker } from './text.ts';
import { Workspace, workspace } from './workspace.ts';

const handlers: Readonly<Record<StubKind, StubHandler>> = {
  chat,
  completions,
  embeddings,
  models,
  moderations,
  images,
  keys,
  'key-rotation': keyRotation,
  workspace,
  quota,
  status,
};

/** The stub of one run (a scenario with one label) and the state of that run. */
export interface Stub {
  /** Takes effect at once: a key that the request creates exists when this returns. */
  answer(facts: RequestFacts): Answer;
}

function handlerOf({ stub }: Route): StubHandler {
  return handlers[stub];
}

function answerOf(facts: RequestFacts, run: StubRun): Answer {
  const admission = admit(facts, run, handlerOf);
  if (admission.kind === 'refused') return refuse(run.inUse, facts, admission.refused);
  const { request } = admission;
  const handler = handlerOf(request.route);
  if (handler.modelKind !== undefined) run.meter.request(facts.at);
  return handler.dependsOn === 'body' ? run.remember(request, handler, run) : handler.answer(request, run);
}

/** `keys`: those of the run, which the gateway may judge too. */
export function createStub(
  scenario: Scenario,
  clock: Clock,
  outlook: Outlook | null = null,
  keys: KeyRing = createAdmissionState(scenario, clock).keys,
): Stub {
  const { inUse, stub: options } = scenario;
  const { platform } = inUse;
  const run: StubRun = {
    inUse,
    options,
    models: new Map(platform.models.map((model) => [model.id, model])),
    headers: successHeaders(inUse),
    keys,
    workspace: new Workspace(),
    meter: new Meter(),
    outlook,
    textFor: textMaker(options),
    remember: createMemory(),
    pacer: options.pace === null ? null : new Pacer(options.pace, scenario),
  };
  return {
    answer(facts) {
      const answer = answerOf(facts, run);
      // An async answer is a paced text, which clients request by POST, or leaves its frames out itself.
      if (facts.method !== 'HEAD' || Symbol.asyncIterator in answer) return answer;
      // HEAD gets the same head as GET, Content-Length included.
      return answer.filter(({ kind }) => kind !== 'frame');
    },
  };
}
