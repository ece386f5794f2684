import { expect, test, vi } from 'vitest';
import { startGateway } from '../../helpers/gateway.ts';

const { loaded } = vi.hoisted(() => ({ loaded: [] as string[] }));

vi.mock('../../../src/traces/start-traces.ts', async (original) => {
  loaded.push('traces');
  return original();
});

const endpoint = 'http://127.0.0.1:9';

test.each<[string, Record<string, string>, readonly string[]]>([
  ['nothing is asked for', {}, []],
  ['variables are empty', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, []],
  ['it is disabled', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'true' }, []],
  ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' }, []],
  ['an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, ['traces']],
])('what makes spans is loaded where it is asked for: %s', async (_, env, expected) => {
  const started = await startGateway({ env });
  await started.close();
  expect(loaded).toEqual(expected);
});
