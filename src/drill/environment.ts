import type { Gateway } from '../gateway/gateway.ts';
import { basePathOf } from '../gateway/urls.ts';
import { loopbackHosts } from '../lib/loopback.ts';
import type { Scenario } from '../model/scenario.ts';
import { schemeOf } from '../simulate/client-preamble.ts';
import { sampleKey } from '../simulate/sample-request.ts';
import type { RootFiles } from './roots.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** One run of the command, with the gateway that was started for it. */
export interface Place {
  readonly scenario: Scenario;
  readonly label: string;
  readonly gateway: Pick<Gateway, 'url' | 'tlsUrl' | 'controlUrl' | 'outcomeUrl'>;
  readonly token: string;
  readonly roots: Omit<RootFiles, 'corporateRoot'>;
}

/** NO_PROXY with the loopback hosts: a configured proxy must not be used for the gateway on this machine. */
function noProxyOf(env: Env): string {
  const given = [env['NO_PROXY'], env['no_proxy']].flatMap((hosts) => hosts?.split(',') ?? []);
  const hosts = given.map((host) => host.trim()).filter((host) => host !== '');
  return [...new Set([...hosts, ...loopbackHosts])].join(',');
}

/**
 * With a real upstream, keys that are set stay, since it needs a real key. With the stub they are replaced.
 */
function keysOf(scenario: Scenario, env: Env): Record<string, string> {
  const { upstream, inUse } = scenario;
  const names = [...new Set(['OPENAI_API_KEY', ...inUse.platform.keyVariables])];
  const isTheirs = (name: string) => upstream.kind === 'proxy' && (env[name] ?? '') !== '';
  const key = sampleKey(scenario);
  return Object.fromEntries(names.filter((name) => !isTheirs(name)).map((name) => [name, key]));
}

/** Node adds a given file to its own roots; for all other runtimes the file replaces the roots. */
function trustOf({ extra, bundle }: Place['roots']): Record<string, string> {
  return {
    NODE_EXTRA_CA_CERTS: extra,
    CURL_CA_BUNDLE: bundle,
    REQUESTS_CA_BUNDLE: bundle,
    SSL_CERT_FILE: bundle,
  };
}

/** The environment of the command: the current one, and the addresses of the gateway. */
export function environmentOf({ scenario, label, gateway, token, roots }: Place, env: Env): Env {
  const prefix = `/@${scenario.name}.${label}`;
  const [url, tlsUrl] = [`${gateway.url}${prefix}`, `${gateway.tlsUrl}${prefix}`];
  const base = `${schemeOf(scenario) === 'https' ? tlsUrl : url}${basePathOf(scenario.inUse.platform)}`;
  const noProxy = noProxyOf(env);
  return {
    ...env,
    OPENAI_BASE_URL: base,
    OPENAI_API_BASE: base,
    ...keysOf(scenario, env),
    BADGATEWAY_URL: url,
    BADGATEWAY_TLS_URL: tlsUrl,
    BADGATEWAY_CA: roots.ca,
    BADGATEWAY_CORPORATE_CA: roots.corporate ?? undefined,
    BADGATEWAY_CONTROL_URL: gateway.controlUrl,
    BADGATEWAY_TOKEN: token,
    BADGATEWAY_SCENARIO: scenario.name,
    BADGATEWAY_OUTCOME_URL: gateway.outcomeUrl ?? undefined,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    ...trustOf(roots),
  };
}
