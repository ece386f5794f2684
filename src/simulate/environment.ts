import type { Gateway } from '../gateway/gateway.ts';
import { basePathOf } from '../gateway/urls.ts';
import { loopbackHosts } from '../lib/loopback.ts';
import type { Scenario } from '../model/scenario.ts';
import type { TrustFiles } from '../tls/certificates/trust-files.ts';
import { schemeOf } from './client-preamble.ts';
import { sampleKey } from './sample-request.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What a client is pointed to: a gateway with the scenario that it meets there. */
export interface Place {
  readonly scenario: Scenario;
  /** `null`: the default scenario, whose URL names neither scenario nor label. */
  readonly label: string | null;
  readonly gateway: Pick<Gateway, 'url' | 'tlsUrl' | 'controlUrl' | 'outcomeUrl'>;
  /** For reports of outcomes; `null`: they are refused. */
  readonly token: string | null;
  /** `null`: certificates are not written to files. */
  readonly roots: (TrustFiles & { readonly corporate: string | null }) | null;
}

type Addressed = Pick<Place, 'scenario' | 'label' | 'gateway'>;

/** `http://127.0.0.1:4010/@NAME.LABEL`, and the same by TLS. */
function addressesOf({ scenario, label, gateway }: Addressed) {
  const prefix = label === null ? '' : `/@${scenario.name}.${label}`;
  return { url: `${gateway.url}${prefix}`, tlsUrl: `${gateway.tlsUrl}${prefix}` };
}

/** What a client is given as its base URL: by TLS where the scenario is met over TLS alone. */
export function baseUrlOf(place: Addressed): string {
  const { url, tlsUrl } = addressesOf(place);
  const { inUse } = place.scenario;
  return `${schemeOf(place.scenario) === 'https' ? tlsUrl : url}${basePathOf(inUse.platform)}`;
}

/** NO_PROXY with the loopback hosts: a configured proxy must not be used for the gateway on this machine. */
function noProxyOf(env: Env): string {
  const given = [env['NO_PROXY'], env['no_proxy']].flatMap((hosts) => hosts?.split(',') ?? []);
  const hosts = given.map((host) => host.trim()).filter((host) => host !== '');
  return [...new Set([...hosts, ...loopbackHosts])].join(',');
}

/** Whether the client's environment is set up for one of Azure's. */
const isOfAzure = (env: Env) => (env['AZURE_OPENAI_ENDPOINT'] ?? '') !== '';

/**
 * With a real upstream, keys that are set stay, since it needs a real key. With the stub they are replaced.
 */
function keysOf(scenario: Scenario, env: Env): Record<string, string> {
  const { upstream, upstreams, inUse } = scenario;
  const isReal = [upstream, ...upstreams.map(({ options }) => options)].some(({ kind }) => kind === 'proxy');
  const azure = isOfAzure(env) ? ['AZURE_OPENAI_API_KEY'] : [];
  const names = [...new Set(['OPENAI_API_KEY', ...azure, ...inUse.platform.keyVariables])];
  const isTheirs = (name: string) => isReal && (env[name] ?? '') !== '';
  const key = sampleKey(scenario);
  return Object.fromEntries(names.filter((name) => !isTheirs(name)).map((name) => [name, key]));
}

/** Node adds a given file to its own roots; for all other runtimes the file replaces the roots. */
function trustOf(roots: Place['roots']): Env {
  if (roots === null) return {};
  const { ca, extra, bundle, corporate } = roots;
  return {
    BADGATEWAY_CA: ca,
    BADGATEWAY_CORPORATE_CA: corporate ?? undefined,
    NODE_EXTRA_CA_CERTS: extra,
    CURL_CA_BUNDLE: bundle,
    REQUESTS_CA_BUNDLE: bundle,
    SSL_CERT_FILE: bundle,
  };
}

/** `BADGATEWAY_UPSTREAM_EU_WEST_URL`: the base URL of each upstream of a scenario with several. */
function upstreamUrlsOf({ upstreams, inUse }: Scenario, addressed: string): Env {
  const named = upstreams.map(({ name }) => {
    const variable = `BADGATEWAY_UPSTREAM_${name.toUpperCase().replaceAll('-', '_')}_URL`;
    return [variable, `${addressed}/~${name}${basePathOf(inUse.platform)}`] as const;
  });
  return Object.fromEntries(named);
}

/**
 * The base URL under the names that clients read. Where those of Azure are set, the client is one of Azure's,
 * which refuses a base URL beside its endpoint, and would else send to the real one.
 */
function addressedBy(base: string, root: string, env: Env): Env {
  if (!isOfAzure(env)) return { OPENAI_BASE_URL: base, OPENAI_API_BASE: base };
  return { OPENAI_BASE_URL: undefined, OPENAI_API_BASE: undefined, AZURE_OPENAI_ENDPOINT: root };
}

/** What a client's environment gets, beside the one that is there; `undefined`: it must not have it. */
export function variablesFor(place: Place, env: Env): Env {
  const { scenario, gateway, token, roots } = place;
  const { url, tlsUrl } = addressesOf(place);
  const base = baseUrlOf(place);
  const noProxy = noProxyOf(env);
  return {
    ...addressedBy(base, schemeOf(scenario) === 'https' ? tlsUrl : url, env),
    ...keysOf(scenario, env),
    ...upstreamUrlsOf(scenario, schemeOf(scenario) === 'https' ? tlsUrl : url),
    BADGATEWAY_URL: url,
    BADGATEWAY_TLS_URL: tlsUrl,
    BADGATEWAY_CONTROL_URL: gateway.controlUrl,
    BADGATEWAY_TOKEN: token ?? undefined,
    BADGATEWAY_SCENARIO: scenario.name,
    BADGATEWAY_OUTCOME_URL: gateway.outcomeUrl ?? undefined,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    ...trustOf(roots),
  };
}
