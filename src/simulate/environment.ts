import type { Gateway } from '../gateway/gateway.ts';
import { basePathOf } from '../gateway/urls.ts';
import { loopbackHosts } from '../lib/loopback.ts';
import type { Platform, Route } from '../model/platform.ts';
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

const isOfChats = ({ path }: Route) => path.endsWith('/chat/completions');

/** Whether the client is one of Azure's: its environment says so, or chats have Azure's path alone. */
function isOfAzure({ routes }: Platform, env: Env): boolean {
  if ((env['AZURE_OPENAI_ENDPOINT'] ?? '') !== '') return true;
  const chats = routes.filter(isOfChats);
  return chats.length > 0 && chats.every(({ path }) => path.includes('/deployments/'));
}

/** What Anthropic's SDKs add to their base URL. */
const messagesPath = '/v1/messages';

/** Where a platform has Anthropic's kind of route, what is in front of it; `null`: it has none. */
function messagesBase({ routes }: Platform): string | null {
  const route = routes.find(({ path }) => path.endsWith(messagesPath) && !path.includes('{'));
  return route === undefined ? null : route.path.slice(0, -messagesPath.length);
}

/**
 * With a real upstream, keys that are set stay, since it needs a real key. With the stub they are replaced.
 */
function keysOf(scenario: Scenario, env: Env): Record<string, string> {
  const { upstream, upstreams, inUse } = scenario;
  const isReal = [upstream, ...upstreams.map(({ options }) => options)].some(({ kind }) => kind === 'proxy');
  const { platform } = inUse;
  const azure = isOfAzure(platform, env) ? ['AZURE_OPENAI_API_KEY'] : [];
  const anthropic = messagesBase(platform) === null ? [] : ['ANTHROPIC_API_KEY'];
  const names = [...new Set(['OPENAI_API_KEY', ...azure, ...anthropic, ...platform.keyVariables])];
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
 * The base URL under the names that clients read. Azure's clients refuse a base URL beside their endpoint,
 * and one of them would else send to the real one.
 */
function addressedBy(base: string, root: string, platform: Platform, env: Env): Env {
  const messages = messagesBase(platform);
  const anthropic = messages === null ? {} : { ANTHROPIC_BASE_URL: `${root}${messages}` };
  if (!isOfAzure(platform, env)) return { OPENAI_BASE_URL: base, OPENAI_API_BASE: base, ...anthropic };
  const azure = { OPENAI_BASE_URL: undefined, OPENAI_API_BASE: undefined, AZURE_OPENAI_ENDPOINT: root };
  return { ...azure, ...anthropic };
}

/** Names of those variables that hold an address of the gateway, in the order in which they are given. */
export function namesOfAddresses(
  { url, tlsUrl }: Pick<Place['gateway'], 'url' | 'tlsUrl'>,
  variables: Env,
): string[] {
  const leads = (value = '') => [url, tlsUrl].some((each) => value === each || value.startsWith(`${each}/`));
  return Object.keys(variables).filter((name) => leads(variables[name]));
}

/** What a client's environment gets, beside the one that is there; `undefined`: it must not have it. */
export function variablesFor(place: Place, env: Env): Env {
  const { scenario, gateway, token, roots } = place;
  const { url, tlsUrl } = addressesOf(place);
  const base = baseUrlOf(place);
  const noProxy = noProxyOf(env);
  const root = schemeOf(scenario) === 'https' ? tlsUrl : url;
  return {
    ...addressedBy(base, root, scenario.inUse.platform, env),
    ...keysOf(scenario, env),
    ...upstreamUrlsOf(scenario, root),
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
