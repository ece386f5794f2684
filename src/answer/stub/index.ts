import type { Clock } from '../../lib/clock.ts';
import type { RequestFacts } from '../../model/facts.ts';
import type { PlatformInUse, Route, StubKind } from '../../model/platform.ts';
import type { StubOptions } from '../../model/scenario.ts';
import type { Answer, Step } from '../../model/step.ts';
import { successHeaders } from '../../platforms/envelope.ts';
import { admit } from './admit.ts';
import { chat } from './chat.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import type { StubHandler, StubRun } from './handler.ts';
import { images } from './images.ts';
import { KeyRing } from './key-ring.ts';
import { keyRotation } from './key-rotation.ts';
import { keys } from './keys.ts';
import { models } from './models.ts';
import { moderations } from './moderations.ts';
import { quota } from './quota.ts';
import { refuse } from './refuse.ts';
import { createMemory } from './remembered.ts';
import { status } from './status.ts';
import { textMaker } from './text.ts';

const handlers: Readonly<Record<StubKind, StubHandler>> = {
  chat,
  completions,
  embeddings,
  models,
  moderations,
  images,
  keys,
  'key-rotation': keyRotation,
  quota,
  status,
};

/** The stub of one run (scenario under one label): what it remembers lives here. */
export interface Stub {
  /** Acts at once: a key that is asked for exists when this returns. */
  answer(facts: RequestFacts): Answer;
}

function handlerOf({ stub }: Route): StubHandler {
  return handlers[stub];
}

function answerOf(facts: RequestFacts, run: StubRun): readonly Step[] {
  const admission = admit(facts, run, handlerOf);
  if (admission.kind === 'refused') return refuse(run.inUse, facts, admission.refused);
  const { request } = admission;
  const handler = handlerOf(request.route);
  return handler.dependsOn === 'body' ? run.remember(request, handler, run) : handler.answer(request, run);
}

export function createStub(inUse: PlatformInUse, options: StubOptions, clock: Clock): Stub {
  const { platform } = inUse;
  const run: StubRun = {
    inUse,
    options,
    models: new Map(platform.models.map((model) => [model.id, model])),
    headers: successHeaders(inUse),
    keys: new KeyRing(options, platform.credential.prefix, clock),
    textFor: textMaker(options),
    remember: createMemory(),
  };
  return {
    answer(facts) {
      const steps = answerOf(facts, run);
      // The head of a HEAD is that of its GET, Content-Length included.
      return facts.method === 'HEAD' ? steps.filter(({ kind }) => kind !== 'frame') : steps;
    },
  };
}
