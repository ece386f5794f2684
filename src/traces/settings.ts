type Variables = Readonly<Record<string, string | undefined>>;

/** Where spans go and what they say of their gateway, by OpenTelemetry's environment variables. */
export interface TraceSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Attributes of the resource. */
  readonly resource: Readonly<Record<string, string>>;
  /** `as-parent`: a span whose client's span is not recorded is not recorded either. */
  readonly sampling: 'as-parent' | 'always' | 'never';
}

/** `null`: no spans are asked for. `mistakes`: what of the variables could not be read. */
export interface ReadSettings {
  readonly settings: TraceSettings | null;
  readonly mistakes: readonly string[];
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return null;
  }
}

/** `name=value,name=value`, percent-encoded (W3C Baggage). A mistake shows no value: it may be a secret. */
function pairsOf(variable: string, env: Variables, mistakes: string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const item of (env[variable] ?? '').split(',')) {
    const [name = '', ...rest] = item.split('=');
    const value = decoded(rest.join('='));
    if (item.trim() === '') continue;
    if (rest.length > 0 && name.trim() !== '' && value !== null) pairs[name.trim()] = value;
    else mistakes.push(`Failed to read ${variable}: an item is no NAME=VALUE; write NAME=VALUE,NAME=VALUE`);
  }
  return pairs;
}

function urlOf(env: Variables, mistakes: string[]): string | null {
  const own = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? '';
  const shared = env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  // The one of traces is taken as it is, the one for all signals has their path behind it.
  const url = own === '' ? `${shared.replace(/\/+$/, '')}/v1/traces` : own;
  if (URL.canParse(url) && /^https?:\/\/[^/@]+(\/|$)/.test(url)) return url;
  const variable = `OTEL_EXPORTER_OTLP_${own === '' ? '' : 'TRACES_'}ENDPOINT`;
  mistakes.push(
    `Failed to read ${variable}: it is no HTTP URL without a password; no spans are sent; ` +
      'write http://HOST:4318, and credentials in OTEL_EXPORTER_OTLP_HEADERS',
  );
  return null;
}

function samplingOf({ OTEL_TRACES_SAMPLER: sampler = '' }: Variables): TraceSettings['sampling'] {
  if (sampler === 'always_on') return 'always';
  return sampler === 'always_off' ? 'never' : 'as-parent';
}

export function readSettings(env: Variables): ReadSettings {
  const mistakes: string[] = [];
  const url = urlOf(env, mistakes);
  const headers = {
    ...pairsOf('OTEL_EXPORTER_OTLP_HEADERS', env, mistakes),
    ...pairsOf('OTEL_EXPORTER_OTLP_TRACES_HEADERS', env, mistakes),
  };
  const given = pairsOf('OTEL_RESOURCE_ATTRIBUTES', env, mistakes);
  const name = env['OTEL_SERVICE_NAME'] ?? '';
  const resource = {
    'service.name': 'badgateway',
    ...given,
    ...(name === '' ? {} : { 'service.name': name }),
  };
  const settings = url === null ? null : { url, headers, resource, sampling: samplingOf(env) };
  return { settings, mistakes };
}
