import { expect, test } from 'vitest';
import { readSettings } from '../../../src/traces/settings.ts';

const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4318';

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT }, 'http://127.0.0.1:4318/v1/traces'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a.example/otlp/' }, 'https://a.example/otlp/v1/traces'],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b.example/x' }, 'http://b.example/x'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b' }, 'http://b'],
])('%j', (env, url) => {
  expect(readSettings(env)).toMatchObject({ settings: { url }, mistakes: [] });
});

test('header fields and attributes are decoded, and the more special variable wins', () => {
  const { settings, mistakes } = readSettings({
    OTEL_EXPORTER_OTLP_ENDPOINT,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi, x-tenant=a=b',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=c',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=one,deployment.environment.name=ci,',
    OTEL_SERVICE_NAME: 'two',
  });
  expect(mistakes).toEqual([]);
  expect(settings).toMatchObject({
    headers: { authorization: 'Basic YTpi', 'x-tenant': 'c' },
    resource: { 'service.name': 'two', 'deployment.environment.name': 'ci' },
    sampling: 'as-parent',
  });
  expect(readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT }).settings?.resource).toEqual({
    'service.name': 'badgateway',
  });
});

test.each([
  ['always_on', 'always'],
  ['always_off', 'never'],
  ['parentbased_always_on', 'as-parent'],
])('sampler %s', (OTEL_TRACES_SAMPLER, sampling) => {
  expect(readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER }).settings).toMatchObject({
    sampling,
  });
});

test.each(['localhost:4317', 'ftp://a.example', 'http://user:secret@a.example'])('no URL: %s', (given) => {
  const { settings, mistakes } = readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: given });
  expect(settings).toBeNull();
  expect(mistakes).toEqual([
    'Failed to read OTEL_EXPORTER_OTLP_ENDPOINT: it is no HTTP URL without a password; no spans are sent; ' +
      'write http://HOST:4318, and credentials in OTEL_EXPORTER_OTLP_HEADERS',
  ]);
});

test.each(['secret', '=secret', 'a=%zz', 'a=1,secret'])('no pairs: %s', (OTEL_EXPORTER_OTLP_HEADERS) => {
  const { settings, mistakes } = readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS });
  expect(settings).not.toBeNull();
  expect(mistakes).toEqual([
    'Failed to read OTEL_EXPORTER_OTLP_HEADERS: an item is no NAME=VALUE; write NAME=VALUE,NAME=VALUE',
  ]);
});
