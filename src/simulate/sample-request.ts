import { faultListsOf } from '../engine/fault-lists.ts';
import { basePathOf } from '../gateway/urls.ts';
import { exactText } from '../lib/exact-json.ts';
import { globMatcher, matchesAny } from '../lib/glob.ts';
import { namesOf } from '../lib/pointer.ts';
import { quoted } from '../lib/shell.ts';
import type { Route } from '../model/platform.ts';
import type { Scenario, When } from '../model/scenario.ts';

/**
 * A request that a person can send with curl and that the first rule matches, as far as one request can: it
 * cannot choose its connection or attempt number.
 */
export interface Sample {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty: no body. */
  readonly body: string;
}

const placeholder = (glob: string): string => glob.replaceAll(/[*?]/g, 'x');

/** A model of the platform that the rule matches; else one that its glob allows. */
function modelOf({ inUse }: Scenario, kind: string, globs: readonly string[] | undefined): string {
  const ids = inUse.platform.models.filter((model) => model.kind === kind).map(({ id }) => id);
  const [glob] = globs ?? [];
  if (glob === undefined) return ids[0] ?? 'any-model';
  return ids.find(globMatcher(glob)) ?? placeholder(glob);
}

const kindOfStub: Readonly<Record<string, string>> = {
  embeddings: 'embedding',
  images: 'image',
  moderations: 'moderation',
};

type Body = Record<string, unknown>;

/** Sets the value at a JSON pointer and creates missing objects on the way. */
function put(body: Body, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    body[name] = value;
    return;
  }
  const inner = body[name];
  const way = typeof inner === 'object' && inner !== null ? (inner as Body) : {};
  body[name] = way;
  put(way, rest, value);
}

function bodyOf(scenario: Scenario, stub: string, when: When): Body {
  const body = plainBodyOf(scenario, stub, when);
  for (const [pointer, [value]] of Object.entries(when.body ?? {}))
    if (pointer !== '') put(body, namesOf(pointer), typeof value === 'string' ? placeholder(value) : value);
  return body;
}

function plainBodyOf(scenario: Scenario, stub: string, when: When): Body {
  const model = modelOf(scenario, kindOfStub[stub] ?? 'chat', when.model);
  const prompt = placeholder(when.prompt?.[0] ?? 'hello');
  if (stub === 'embeddings' || stub === 'moderations') return { model, input: prompt };
  if (stub === 'images' || stub === 'completions') return { model, prompt };
  const stream = when.stream === undefined ? {} : { stream: when.stream };
  return { model, messages: [{ role: 'user', content: prompt }], ...stream };
}

/** The first listed key that is valid when the scenario begins, else the first. */
function listedKey({ stub, admission: { keys } }: Scenario): string | undefined {
  if (keys === null) return stub.keys?.[0];
  return (keys.find(({ state }) => state === 'valid' || state === 'rotated') ?? keys[0])?.secret;
}

/** A key that is accepted: one that the rule names, else a listed one, else any. */
export function sampleKey(scenario: Scenario, when: When = {}): string {
  const { prefix } = scenario.inUse.platform.credential;
  return placeholder(when.key?.[0] ?? listedKey(scenario) ?? `${prefix}any`);
}

/** The key in the first header field of the platform that carries one; only `Authorization` has a scheme. */
function credentialOf(scenario: Scenario, when: When): Record<string, string> {
  const { headers, scheme } = scenario.inUse.platform.credential;
  const [field] = headers;
  if (field === undefined) return {};
  const key = sampleKey(scenario, when);
  return { [field]: field === 'authorization' && scheme !== '' ? `${scheme} ${key}` : key };
}

function methodOf({ method }: When, route: Route | undefined): string {
  return route?.methods.find((each) => matchesAny(method, each)) ?? placeholder(method?.[0] ?? 'POST');
}

/** Faults of streams act on streamed answers alone. Their names tell them: loading the faults takes time. */
export const isStreamFault = (fault: string) => fault.startsWith('stream-');

/** Conditions of the first rule for requests; a stream is asked for where its faults need one. */
function whenOf({ rules }: Scenario): When {
  const rule = rules.find(({ subject }) => subject === 'request');
  if (rule === undefined) return {};
  const streams = faultListsOf(rule)
    .flat()
    .some(({ fault }) => isStreamFault(fault));
  return streams ? { stream: true, ...rule.when } : rule.when;
}

/** A request for the first rule, on the route that it names or on the first route. */
export function sampleOf(scenario: Scenario): Sample {
  return sampleFor(scenario, whenOf(scenario));
}

/** The URL names an upstream that the conditions are about; empty: they are about any. */
function upstreamPrefix({ upstreams }: Scenario, when: When): string {
  if (when.upstream === undefined && when.region === undefined) return '';
  const found = upstreams.find(
    ({ name, region }) => matchesAny(when.upstream, name) && matchesAny(when.region, region ?? ''),
  );
  return found === undefined ? '' : `/~${found.name}`;
}

function queryOf({ query = {} }: When): string {
  const asked = Object.entries(query).map(([name, [glob = 'x']]) => [name, placeholder(glob)] as const);
  return asked.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(asked))}`;
}

/** A request that meets conditions, as far as one request can. */
export function sampleFor(scenario: Scenario, when: When): Sample {
  const { routes } = scenario.inUse.platform;
  const there = routes.filter(
    ({ name, surface, path }) =>
      matchesAny(when.route, name) && matchesAny(when.surface, surface) && matchesAny(when.path, path),
  );
  const route =
    there.find(({ methods }) => methods.some((each) => matchesAny(when.method, each))) ?? there[0];
  const method = methodOf(when, route);
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const headers = credentialOf(scenario, when);
  if (hasBody) headers['content-type'] = 'application/json';
  if (when.client?.[0] !== undefined) headers['user-agent'] = placeholder(when.client[0]);
  for (const [name, [glob = 'x']] of Object.entries(when.header ?? {})) headers[name] = placeholder(glob);
  const path =
    route?.path.replaceAll(/\{\w+\}/g, 'key_1') ??
    placeholder(when.path?.[0] ?? `${basePathOf(scenario.inUse.platform)}/chat/completions`);
  return {
    method,
    path: upstreamPrefix(scenario, when) + path + queryOf(when),
    headers,
    body: hasBody ? exactText(bodyOf(scenario, route?.stub ?? 'chat', when)) : '',
  };
}

/** The sample as a shell command; `options`: words for curl, as a shell reads them. */
export function curlOf(
  { method, path, headers, body }: Sample,
  url: string,
  options: readonly string[] = [],
): string {
  const target = path.includes('?') ? quoted(url + path) : url + path;
  const parts = [['curl -i', ...options, target].join(' ')];
  if (method !== (body === '' ? 'GET' : 'POST')) parts.push(`-X ${method}`);
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== '') parts.push(`-d ${quoted(body)}`);
  return parts.join(' \\\n    ');
}
