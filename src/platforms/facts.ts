import { formatDuration } from '../lib/units.ts';
import type { Json } from '../model/json.ts';
import type { Documented, Parameter, Platform } from '../model/platform.ts';

export interface PlatformFact {
  /** Its path in the file: `errors.rate-limited.code`. */
  readonly what: string;
  readonly value: string;
  readonly basis: 'documented' | 'assumed';
  /** The document, if the basis is `documented`. */
  readonly source?: string;
}

/** `{ error: { type, code } }`: the fields and their order, without values. */
function describeEnvelope(envelope: Json): string {
  if (typeof envelope !== 'object' || envelope === null) return 'text';
  const fields = Object.entries(envelope).map(([name, inner]: [string, Json]) =>
    typeof inner === 'object' && inner !== null ? `${name}: ${describeEnvelope(inner)}` : name,
  );
  return `{ ${fields.join(', ')} }`;
}

const priceFields = ['prompt', 'completion'];

function describeValue(field: string, value: unknown): string {
  if (field === 'envelope') return describeEnvelope(value as Json);
  if (field.endsWith('Ms')) return formatDuration(Number(value));
  if (priceFields.includes(field)) return `${value} USD for 1,000,000 tokens`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Members of an envelope that are filled with something of another name: `{ type: $category }`. The names of
 * members may be documented; what fills such a member is assumed.
 */
function assumedMembers(where: string, envelope: Json): PlatformFact[] {
  if (typeof envelope !== 'object' || envelope === null) return [];
  return Object.entries(envelope).flatMap(([name, inner]: [string, Json]): PlatformFact[] => {
    const what = `${where}.${name}`;
    if (typeof inner !== 'string' || !inner.startsWith('$')) return assumedMembers(what, inner);
    return inner === `$${name}` ? [] : [{ what, value: inner.slice(1), basis: 'assumed' }];
  });
}

type Parameters = Readonly<Record<string, Parameter>>;

/** The parameters as they are checked, without what says which of it is assumed. */
function withoutMarks(parameters: Parameters): Readonly<Record<string, Json>> {
  const plain = ({ assumed: _, ...parameter }: Parameter) => ({ ...parameter });
  return Object.fromEntries(Object.entries(parameters).map(([name, each]) => [name, plain(each) as Json]));
}

/** What is assumed of parameters that are documented. */
function assumedParameters(where: string, parameters: Parameters): PlatformFact[] {
  return Object.entries(parameters).flatMap(([name, parameter]) =>
    parameter.assumed.map((field): PlatformFact => {
      const value = describeValue(field, parameter[field]);
      return { what: `${where}.${name}.${field}`, value, basis: 'assumed' };
    }),
  );
}

/** Fields that describe this gateway, not the platform. */
const gatewayFields = ['title', 'summary', 'stub', 'kinds'];

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === false ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function factsOf(
  { sources }: Platform,
  where: string,
  { documented, ...fields }: { readonly documented: Documented; readonly [field: string]: unknown },
): PlatformFact[] {
  return Object.entries(fields).flatMap(([field, value]): PlatformFact[] => {
    const source = documented[field];
    const basis =
      source === undefined ? { basis: 'assumed' as const } : documentedIn(sources[source] ?? source);
    const what = `${where}.${field}`;
    if (gatewayFields.includes(field) || (source === undefined && isEmpty(value))) return [];
    // The header may be documented; its value is always assumed.
    if (field === 'retryAfterMs')
      return [
        { what: `${where}.headers.Retry-After`, value: 'whole seconds', ...basis },
        { what, value: describeValue(field, value), basis: 'assumed' },
      ];
    const fact = { what, value: describeValue(field, value), ...basis };
    return field === 'envelope' ? [fact, ...assumedMembers(what, value as Json)] : [fact];
  });
}

function documentedIn(source: string): { basis: 'documented'; source: string } {
  return { basis: 'documented', source };
}

/** All facts of a platform, each with its basis. */
export function platformFacts(platform: Platform): PlatformFact[] {
  const { credential, headers, settings, models, prices, surfaces, routes, errors } = platform;
  const { refusals, backoff, categories, contract } = platform;
  return [
    ...factsOf(platform, 'credential', { ...credential }),
    ...factsOf(platform, 'headers', { ...headers }),
    ...Object.entries(settings).flatMap(([name, setting]) =>
      factsOf(platform, `settings.${name}`, { ...setting }),
    ),
    ...models.flatMap((model) => factsOf(platform, `models.${model.id}`, { ...model })),
    ...Object.entries(prices).flatMap(([model, price]) => factsOf(platform, `prices.${model}`, { ...price })),
    ...surfaces.flatMap(({ name, ...surface }) => factsOf(platform, `surfaces.${name}`, surface)),
    ...routes.flatMap(({ name, ...route }) => [
      ...factsOf(platform, `routes.${name}`, { ...route, parameters: withoutMarks(route.parameters) }),
      ...assumedParameters(`routes.${name}.parameters`, route.parameters),
    ]),
    ...errors.flatMap(({ name, ...entry }) => factsOf(platform, `errors.${name}`, entry)),
    ...factsOf(platform, 'refusals', { ...refusals }),
    ...(backoff === null ? [] : factsOf(platform, 'backoff', { ...backoff })),
    ...Object.entries(categories).flatMap(([name, category]) =>
      factsOf(platform, `categories.${name}`, { ...category }),
    ),
    ...Object.entries(contract).map(([id, { says: value, documented }]) => ({
      ...{ what: `contract.${id}`, value },
      ...(documented === null
        ? { basis: 'assumed' as const }
        : documentedIn(platform.sources[documented] ?? documented)),
    })),
  ];
}
