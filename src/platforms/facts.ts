import { formatDuration } from '../lib/units.ts';
import type { Json } from '../model/json.ts';
import type { Documented, Platform } from '../model/platform.ts';

export interface PlatformFact {
  /** Path in the file: `errors.rate-limited.code`. */
  readonly what: string;
  readonly value: string;
  readonly basis: 'documented' | 'assumed';
  /** The document; present only for documented facts. */
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

function describeValue(field: string, value: unknown): string {
  if (field === 'envelope') return describeEnvelope(value as Json);
  if (field.endsWith('Ms')) return formatDuration(Number(value));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Fields of badgateway itself, not claims on the platform. */
const ours = ['title', 'summary', 'stub'];

function saysNothing(value: unknown): boolean {
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
    if (ours.includes(field) || (source === undefined && saysNothing(value))) return [];
    // That the header is sent may be documented; its value is always assumed.
    if (field === 'retryAfterMs')
      return [
        { what: `${where}.headers.Retry-After`, value: 'whole seconds', ...basis },
        { what, value: describeValue(field, value), basis: 'assumed' },
      ];
    return [{ what, value: describeValue(field, value), ...basis }];
  });
}

function documentedIn(source: string): { basis: 'documented'; source: string } {
  return { basis: 'documented', source };
}

/** All claims on the platform, each with its basis. */
export function platformFacts(platform: Platform): PlatformFact[] {
  const { credential, headers, settings, models, surfaces, routes, errors, backoff } = platform;
  const { categories, contract } = platform;
  return [
    ...factsOf(platform, 'credential', { ...credential }),
    ...factsOf(platform, 'headers', { ...headers }),
    ...Object.entries(settings).flatMap(([name, setting]) =>
      factsOf(platform, `settings.${name}`, { ...setting }),
    ),
    ...models.flatMap((model) => factsOf(platform, `models.${model.id}`, { ...model })),
    ...surfaces.flatMap(({ name, ...surface }) => factsOf(platform, `surfaces.${name}`, surface)),
    ...routes.flatMap(({ name, ...route }) => factsOf(platform, `routes.${name}`, route)),
    ...errors.flatMap(({ name, ...entry }) => factsOf(platform, `errors.${name}`, entry)),
    ...(backoff === null ? [] : factsOf(platform, 'backoff', { ...backoff })),
    ...Object.entries(categories).flatMap(([name, category]) =>
      factsOf(platform, `categories.${name}`, { ...category }),
    ),
    ...Object.entries(contract).map(([name, { says: value, documented }]) => ({
      ...{ what: `contract.${name}`, value },
      ...documentedIn(platform.sources[documented] ?? documented),
    })),
  ];
}
