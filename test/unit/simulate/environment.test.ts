import { expect, test } from 'vitest';
import type { Scenario } from '../../../src/model/scenario.ts';
import { healthyScenario } from '../../../src/scenario/defaults.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { namesOfAddresses, type Place, variablesFor } from '../../../src/simulate/environment.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse();
const healthy = healthyScenario(inUse, 'healthy.yaml');
const real: Scenario['upstream'] = {
  kind: 'proxy',
  url: new URL('http://127.0.0.1:9/v1'),
  key: null,
  mirror: false,
  headers: [],
  timeoutMs: 1_000,
};

function environment(env: NodeJS.ProcessEnv = {}, scenario: Scenario = healthy) {
  const place: Place = {
    scenario,
    label: 'r2',
    gateway: {
      url: 'http://127.0.0.1:4010',
      tlsUrl: 'https://localhost:4010',
      controlUrl: 'http://127.0.0.1:4011',
      outcomeUrl: 'http://127.0.0.1:4011/outcome/secret',
    },
    token: 'secret',
    roots: { ca: '/t/ca.pem', extra: '/t/extra.pem', bundle: '/t/bundle.pem', corporate: null },
  };
  return { ...env, ...variablesFor(place, env) };
}

test('each of several upstreams has a variable of its own', () => {
  const upstream = { options: { kind: 'stub' }, weight: 1, region: null } as const;
  const upstreams = ['primary', 'eu-west'].map((name) => ({ name, ...upstream }));
  expect(environment({}, { ...healthy, upstreams })).toMatchObject({
    OPENAI_BASE_URL: 'http://127.0.0.1:4010/@healthy.r2/v1',
    BADGATEWAY_UPSTREAM_PRIMARY_URL: 'http://127.0.0.1:4010/@healthy.r2/~primary/v1',
    BADGATEWAY_UPSTREAM_EU_WEST_URL: 'http://127.0.0.1:4010/@healthy.r2/~eu-west/v1',
  });
});

test('everything that a command may look at', () => {
  expect(environment()).toEqual({
    OPENAI_BASE_URL: 'http://127.0.0.1:4010/@healthy.r2/v1',
    OPENAI_API_BASE: 'http://127.0.0.1:4010/@healthy.r2/v1',
    OPENAI_API_KEY: 'sk-oais-any',
    OMNIVA_API_KEY: 'sk-oais-any',
    BADGATEWAY_URL: 'http://127.0.0.1:4010/@healthy.r2',
    BADGATEWAY_TLS_URL: 'https://localhost:4010/@healthy.r2',
    BADGATEWAY_CA: '/t/ca.pem',
    BADGATEWAY_CONTROL_URL: 'http://127.0.0.1:4011',
    BADGATEWAY_TOKEN: 'secret',
    BADGATEWAY_SCENARIO: 'healthy',
    BADGATEWAY_OUTCOME_URL: 'http://127.0.0.1:4011/outcome/secret',
    NO_PROXY: 'localhost,127.0.0.1,::1',
    no_proxy: 'localhost,127.0.0.1,::1',
    NODE_EXTRA_CA_CERTS: '/t/extra.pem',
    CURL_CA_BUNDLE: '/t/bundle.pem',
    REQUESTS_CA_BUNDLE: '/t/bundle.pem',
    SSL_CERT_FILE: '/t/bundle.pem',
  });
});

test('what was there stays, and so do the hosts that go past a proxy', () => {
  const env = environment({
    HOME: '/home/me',
    HTTPS_PROXY: 'http://proxy:1',
    NO_PROXY: 'a.b, ::1',
    no_proxy: 'c.d',
  });
  expect(env).toMatchObject({ HOME: '/home/me', HTTPS_PROXY: 'http://proxy:1' });
  expect(env['NO_PROXY']).toBe('a.b,::1,c.d,localhost,127.0.0.1');
  expect(env['no_proxy']).toBe(env['NO_PROXY']);
});

/** A platform of the user's own, with routes at these paths. */
function withRoutes(...paths: readonly string[]): Scenario {
  const [chat] = inUse.platform.routes;
  if (chat === undefined) throw new Error('the platform has no route');
  const routes = paths.map((path) => ({ ...chat, path }));
  return { ...healthy, inUse: { ...inUse, platform: { ...inUse.platform, routes } } };
}

const keys = { OPENAI_API_KEY: 'sk-real', OMNIVA_API_KEY: '' };

test('the stub is given a key that it takes, and never a real one', () => {
  expect(environment(keys)).toMatchObject({ OPENAI_API_KEY: 'sk-oais-any', OMNIVA_API_KEY: 'sk-oais-any' });
  const strict = { ...healthy, stub: { ...healthy.stub, keys: ['sk-oais-mine'] } };
  expect(environment(keys, strict)).toMatchObject({ OPENAI_API_KEY: 'sk-oais-mine' });
});

test('in front of a real upstream a key that is set is left alone', () => {
  expect(environment(keys, { ...healthy, upstream: real })).toMatchObject({
    OPENAI_API_KEY: 'sk-real',
    OMNIVA_API_KEY: 'sk-oais-any',
  });
});

test('a client of Azure is given its endpoint and key, and no base URL, which it refuses beside them', () => {
  const azure = { AZURE_OPENAI_ENDPOINT: 'https://real.openai.azure.com', OPENAI_BASE_URL: 'https://real' };
  const given = environment(azure);
  expect(given).toMatchObject({
    AZURE_OPENAI_ENDPOINT: 'http://127.0.0.1:4010/@healthy.r2',
    AZURE_OPENAI_API_KEY: 'sk-oais-any',
  });
  expect([given['OPENAI_BASE_URL'], given['OPENAI_API_BASE']]).toEqual([undefined, undefined]);
});

test('where chats have the path of Azure alone, a client is one of Azure without being told', () => {
  const given = environment({}, withRoutes('/openai/deployments/{model}/chat/completions'));
  expect(given['AZURE_OPENAI_ENDPOINT']).toBe('http://127.0.0.1:4010/@healthy.r2');
  expect(given['AZURE_OPENAI_API_KEY']).toBe('sk-oais-any');
  expect(given['OPENAI_BASE_URL']).toBeUndefined();
});

test("with Anthropic's kind of route there are Anthropic's variables too", () => {
  const given = environment(
    { ANTHROPIC_API_KEY: 'sk-ant-real' },
    withRoutes('/v1/chat/completions', '/anthropic/v1/messages'),
  );
  expect(given).toMatchObject({
    OPENAI_BASE_URL: 'http://127.0.0.1:4010/@healthy.r2/v1',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:4010/@healthy.r2/anthropic',
    ANTHROPIC_API_KEY: 'sk-oais-any',
  });
  expect(environment()).not.toHaveProperty('ANTHROPIC_BASE_URL');
});

test('those variables are named that lead to the gateway, and not to what steers it', () => {
  const gateway = { url: 'http://127.0.0.1:401', tlsUrl: 'https://localhost:401' };
  const variables = {
    OPENAI_BASE_URL: 'http://127.0.0.1:401/@healthy.r1/v1',
    OPENAI_API_BASE: undefined,
    BADGATEWAY_URL: 'http://127.0.0.1:401',
    BADGATEWAY_CONTROL_URL: 'http://127.0.0.1:4011',
  };
  expect(namesOfAddresses(gateway, variables)).toEqual(['OPENAI_BASE_URL', 'BADGATEWAY_URL']);
});

test('each platform has its own variables', () => {
  const env = environment({}, healthyScenario(platformInUse('deeptoken'), 'healthy.yaml'));
  expect(env['DEEPTOKEN_API_KEY']).toBe(env['OPENAI_API_KEY']);
  expect(env).not.toHaveProperty('OMNIVA_API_KEY');
});

test('a scenario that is met over TLS is asked over TLS', async () => {
  const text = 'scenario: TLS\nrules:\n  - faults: [{ tls-certificate: expired }]\n';
  const env = environment({}, await loadScenario(text, 'tls.yaml'));
  expect(env['OPENAI_BASE_URL']).toBe('https://localhost:4010/@tls.r2/v1');
  expect(env['BADGATEWAY_URL']).toBe('http://127.0.0.1:4010/@tls.r2');
});
