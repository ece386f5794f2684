import { type Clock, systemClock } from '../lib/clock.ts';
import type { RunningGateway } from './gateway.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether OpenTelemetry's environment variables ask for spans. */
function areAskedFor(env: Variables): boolean {
  const {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own = '',
    OTEL_EXPORTER_OTLP_ENDPOINT: shared = '',
    OTEL_SDK_DISABLED: disabled = '',
    OTEL_TRACES_EXPORTER: exporter = '',
  } = env;
  if (disabled.toLowerCase() === 'true' || exporter === 'none') return false;
  return own !== '' || shared !== '';
}

/** Sends a span for each request, where the environment asks for it; else nothing of it is loaded. */
export async function withTraces(
  running: RunningGateway,
  { env = {}, clock = systemClock }: { env?: Variables; clock?: Clock },
): Promise<RunningGateway> {
  if (!areAskedFor(env)) return running;
  const { startTraces } = await import('../traces/start-traces.ts');
  const { gateway, library, log } = running;
  const stop = startTraces({
    ...{ env, clock, log, url: gateway.url, journal: gateway.journal },
    platformOf(scenario) {
      const found = library.find(scenario);
      return found === null || found instanceof Promise ? null : found.scenario.inUse.platform;
    },
  });
  const { close } = gateway;
  Object.assign(gateway, {
    async close(graceMs?: number): Promise<void> {
      await close(graceMs);
      await stop();
      await log.flush();
    },
  });
  return running;
}
