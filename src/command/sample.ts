import { globToRegExp } from '../lib/glob.ts';
import type { Scenario, When } from '../model/scenario.ts';

/** A request that a person can send by hand, and that the first rule matches. */
export interface Sample {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty: no body. */
  readonly body: string;
}

const placeholder = (glob: string): string => glob.replaceAll(/[*?]/g, 'x');

/** A model that the rule means, of those that the platform has; else one that its glob allows. */
function modelOf({ inUse }: Scenario, kind: string, globs: readonly string[] | undefined): string {
  const ids = inUse.platform.models.filter((model) => model.kind === kind).map(({ id }) => id);
  const [glob] = globs ?? [];
  if (glob === undefined) return ids[0] ?? 'any-model';
  return ids.find((id) => globToRegExp(glob).test(id)) ?? placeholder(glob);
}

const modelKinds: Readonly<Record<string, string>> = {
  embeddings: 'embedding',
  images: 'image',
  moderations: 'moderation',
};

function bodyOf(scenario: Scenario, stub: string, when: When): Record<string, unknown> {
  const model = modelOf(scenario, modelKinds[stub] ?? 'chat', when.model);
  const prompt = placeholder(when.prompt?.[0] ?? 'hello');
  if (stub === 'embeddings' || stub === 'moderations') return { model, input: prompt };
  if (stub === 'images' || stub === 'completions') return { model, prompt };
  const stream = when.stream === undefined ? {} : { stream: when.stream };
  return { model, messages: [{ role: 'user', content: prompt }], ...stream };
}

/** A key that the stub takes: one of its own, else one that the rule names, else any. */
export function sampleKey({ stub, inUse }: Scenario, when: When = {}): string {
  return placeholder(when.key?.[0] ?? stub.keys?.[0] ?? `${inUse.platform.credential.prefix}any`);
}

/** What the first rule asks for, on the route it means or on the first one. */
export function sampleOf(scenario: Scenario): Sample {
  const when = scenario.rules.find(({ subject }) => subject === 'request')?.when ?? {};
  const { routes } = scenario.inUse.platform;
  const wanted = routes.find(
    ({ name, surface, path }) =>
      (when.route?.includes(name) ?? true) &&
      (when.surface?.includes(surface) ?? true) &&
      (when.path?.some((glob) => globToRegExp(glob).test(path)) ?? true),
  );
  const route = wanted ?? routes[0];
  const method = when.method?.[0] ?? route?.methods[0] ?? 'POST';
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const headers: Record<string, string> = { authorization: `Bearer ${sampleKey(scenario, when)}` };
  if (hasBody) headers['content-type'] = 'application/json';
  for (const [name, [glob = 'x']] of Object.entries(when.header ?? {})) headers[name] = placeholder(glob);
  return {
    method,
    path: (route?.path ?? when.path?.[0] ?? '/v1/chat/completions').replaceAll(/\{\w+\}/g, 'key_1'),
    headers,
    body: hasBody ? JSON.stringify(bodyOf(scenario, route?.stub ?? 'chat', when)) : '',
  };
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The sample as a command that can be copied into a shell. */
export function curlOf({ method, path, headers, body }: Sample, url: string): string {
  const parts = [`curl -i ${url}${path}`];
  if (method !== (body === '' ? 'GET' : 'POST')) parts.push(`-X ${method}`);
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== '') parts.push(`-d ${quoted(body)}`);
  return parts.join(' \\\n    ');
}
