import type { Json } from '../../model/json.ts';
import type { Model } from '../../model/platform.ts';
import type { StubHandler } from './handler.ts';
import { refuse } from './refuse.ts';
import { createdAlways, reply } from './reply.ts';

function modelObject({ id, owner }: Model): Json {
  return { id, object: 'model', created: createdAlways, owned_by: owner };
}

/** The catalogue, or one model if the path names one. */
export const models: StubHandler = {
  answer({ facts }, run) {
    const [asked] = Object.values(facts.segments);
    if (asked === undefined)
      return reply(run, { object: 'list', data: [...run.models.values()].map(modelObject) });
    const model = run.models.get(asked);
    return model === undefined
      ? refuse(run.inUse, facts, { refusal: 'unknown-model', model: asked })
      : reply(run, modelObject(model));
  },
};
