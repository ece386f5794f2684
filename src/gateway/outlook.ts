import { compose } from '../answer/framing/compose.ts';
import { whole } from '../answer/framing/whole.ts';
import type { Engine } from '../engine/compiled-scenario.ts';
import type { Decision } from '../model/decision.ts';
import type { CallFacts, RequestFacts } from '../model/facts.ts';
import type { Outlook, Prospect } from '../model/outlook.ts';
import type { Model, Platform } from '../model/platform.ts';
import type { Answer, Step } from '../model/step.ts';
import type { StubKind } from '../model/stub-kind.ts';
import { identify } from '../request/identify.ts';
import type { RouteMatch } from '../request/routes.ts';

/** What the outlook knows of a run. */
interface RunParts {
  readonly engine: Engine;
  readonly platform: Platform;
  readonly route: (path: string) => RouteMatch;
  elapsed(now: number): number;
}

const kinds = {
  chat: 'chat',
  embedding: 'embeddings',
  image: 'images',
  moderation: 'moderations',
} as const satisfies Record<Model['kind'], StubKind>;

/** The first attempt of a call that nobody made; it takes no number from those that clients make. */
const noCall: CallFacts = { call: 0, attempt: 1, signals: [], certainty: 'certain' };

const healthyEvents = ['data: {"choices":[]}\n\n', 'data: [DONE]\n\n'].map(
  (text): Step => ({ kind: 'frame', bytes: Buffer.from(text) }),
);

/** A healthy answer in few bytes, for the faults to act on. */
function healthy(stream: boolean): Answer {
  if (!stream) return whole('stub', 200, 'application/json', '{"object":"chat.completion"}');
  const head = {
    kind: 'head',
    status: 200,
    headers: ['Content-Type', 'text/event-stream'],
    origin: 'stub',
  } as const;
  return [head, ...healthyEvents, { kind: 'end' }];
}

/** A usual request for the model, by the client that asks. */
function requestsFor(model: Model, asker: RequestFacts, { platform, route }: RunParts): RequestFacts[] {
  const found = platform.routes.find(({ stub }) => stub === kinds[model.kind]);
  if (found === undefined) return [];
  const common = {
    model: model.id,
    messages: [{ role: 'user', content: 'Hello' }],
    input: 'Hello',
    prompt: 'Hello',
  };
  const { connection, connectionUse, at, headers } = asker;
  return (found.streams ? [false, true] : [false]).map((stream) =>
    identify({
      ...{ connection, connectionUse, at, platform },
      req: { method: 'POST', headers: { ...headers } as Record<string, string> },
      target: { scenario: null, label: '', path: found.path, query: '' },
      match: route(found.path),
      body: { bytes: Buffer.from(JSON.stringify({ ...common, stream })), extent: 'whole' },
      callOf: () => noCall,
    }),
  );
}

function ofStatus(status: number): Prospect {
  if (status < 400) return 'degraded';
  if (status === 429) return 'limited';
  // Other refusals are about the request or its key.
  return status === 404 || status === 408 || status >= 500 ? 'down' : 'well';
}

async function prospectOf(decision: Decision<AsyncIterable<Step>>, stream: boolean): Promise<Prospect> {
  const faults = decision.faults.filter(({ effect }) => effect !== 'none');
  if (faults.length === 0) return 'well';
  for await (const step of compose(() => healthy(stream), faults, null)) {
    if (step.kind === 'head' && step.status >= 400) return ofStatus(step.status);
    if (step.kind === 'sever' || step.kind === 'hang') return 'down';
  }
  return 'degraded';
}

async function prospectFor(asker: RequestFacts, model: Model, parts: RunParts): Promise<Prospect> {
  const seen = new Set<Prospect>();
  const elapsed = parts.elapsed(asker.at);
  for (const facts of requestsFor(model, asker, parts)) {
    const reply = await parts.engine.ask(facts, elapsed, 'foresee');
    for (const luck of ['best', 'worst'] as const) {
      const decision = parts.engine.foresee(facts, elapsed, luck, reply);
      seen.add(await prospectOf(decision, facts.stream));
    }
  }
  const [only = 'well', ...others] = seen;
  return others.length === 0 ? only : 'degraded';
}

/** What requests for the models would meet, under the rules and limits that act at that moment. */
export function createOutlook(parts: RunParts): Outlook {
  return {
    prospect: (asker, model) => prospectFor(asker, model, parts),
    async standings(asker, models) {
      const { limits } = parts.engine;
      if (limits === null) return [];
      const usual = [...models].flatMap((model) => requestsFor(model, asker, parts).slice(0, 1));
      return limits.standings(usual);
    },
  };
}
