import { credentialOf } from '../../admission/state/credential.ts';
import type { Standing } from '../../admission/state/key-slot.ts';
import { isJsonObject } from '../../lib/mapping.ts';
import { member } from '../../lib/pointer.ts';
import type { RequestFacts } from '../../model/facts.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Model, Route } from '../../model/platform.ts';
import type { Refusal } from '../../model/refusal.ts';
import type { Admitted, StubHandler, StubRun } from './handler.ts';
import { checkParameters } from './parameters.ts';
import type { Refused } from './refuse.ts';

type Admission =
  | { readonly kind: 'admitted'; readonly request: Admitted }
  | { readonly kind: 'refused'; readonly refused: Refused };

const refusals: Readonly<Partial<Record<Standing['kind'], Refusal>>> = {
  unknown: 'unknown-key',
  rotated: 'unknown-key',
  revoked: 'revoked-key',
  'other-workspace': 'other-workspace',
};

const noBody: JsonObject = {};

function refusedCredential(facts: RequestFacts, run: StubRun): Refused | null {
  const credential = credentialOf(run.inUse, facts.headers);
  if (credential.kind === 'missing') return { refusal: 'missing-credential' };
  if (credential.kind === 'malformed') return { refusal: 'malformed-credential' };
  // Where the gateway judges keys it has done so, and counted this use.
  if (run.keys.plan.judgedBy === 'gateway') return null;
  const refusal = refusals[run.keys.present(credential.secret).kind];
  return refusal === undefined ? null : { refusal };
}

/** The JSON body. An empty body counts as `{}` if the route has no required parameters. `null`: malformed. */
function bodyOf(facts: RequestFacts, route: Route): JsonObject | null {
  if (isJsonObject(facts.json)) return facts.json;
  const isEmpty = facts.body === null || facts.body.length === 0;
  return isEmpty && !Object.values(route.parameters).some(({ required }) => required) ? noBody : null;
}

function hasImage({ messages }: JsonObject): boolean {
  const contents = Array.isArray(messages) ? messages.map((message: Json) => member(message, 'content')) : [];
  return contents.flat().some((part) => member(part, 'type') === 'image_url');
}

/** The field that asks for more than the model can do: `tools`, or `messages` with an image. */
function lackingFor(body: JsonObject, { kind, capabilities }: Model): string | null {
  if (kind !== 'chat') return null;
  const tools = body['tools'];
  if (Array.isArray(tools) && tools.length > 0 && !capabilities.includes('tools')) return 'tools';
  return !capabilities.includes('vision') && hasImage(body) ? 'messages' : null;
}

/** That a model is refused what it cannot do, and how, is assumed. */
function refusedModel(body: JsonObject, handler: StubHandler, run: StubRun): Refused | null {
  const { model } = body;
  if (handler.modelKind === undefined || typeof model !== 'string') return null;
  const known = run.models.get(model);
  const answers = known === undefined ? run.options.models === 'any' : known.kind === handler.modelKind;
  if (!answers) return { refusal: 'unknown-model' };
  const param = known === undefined ? null : lackingFor(body, known);
  return param === null ? null : { refusal: 'invalid-value', param };
}

function refusedBody(body: JsonObject, route: Route, handler: StubHandler, run: StubRun): Refused | null {
  const refused = checkParameters(route, body);
  if (refused !== null) return refused;
  const param = handler.invalidField?.(body, run) ?? null;
  if (param !== null) return { refusal: 'invalid-value', param };
  return refusedModel(body, handler, run);
}

function refuseWith(refused: Refused): Admission {
  return { kind: 'refused', refused };
}

/**
 * Checks a request in the same order as the platform: route, method, credential, body size, JSON, parameters.
 */
export function admit(
  facts: RequestFacts,
  run: StubRun,
  handlerOf: (route: Route) => StubHandler,
): Admission {
  const { route } = facts;
  if (route === null) return refuseWith({ refusal: 'unknown-endpoint' });
  const method = facts.method === 'HEAD' ? 'GET' : facts.method;
  if (!route.methods.includes(method)) {
    return refuseWith({ refusal: 'method-not-allowed' });
  }
  const refused = refusedCredential(facts, run);
  if (refused !== null) return refuseWith(refused);
  if (facts.bodyExtent === 'prefix' || facts.unseen?.why === 'larger')
    return refuseWith({ refusal: 'body-too-large' });
  if (method === 'GET' || method === 'DELETE')
    return { kind: 'admitted', request: { facts, route, method, body: noBody } };
  const body = bodyOf(facts, route);
  if (body === null) return refuseWith({ refusal: 'malformed-json' });
  const wrong = refusedBody(body, route, handlerOf(route), run);
  return wrong === null ? { kind: 'admitted', request: { facts, route, method, body } } : refuseWith(wrong);
}
