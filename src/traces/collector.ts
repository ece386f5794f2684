import type { Clock } from '../lib/clock.ts';
import { errorCode, messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { version } from '../lib/version.ts';
import { exportOf, type Span } from './otlp.ts';
import type { TraceSettings } from './settings.ts';
import type { Delivery } from './span-queue.ts';

/** Longest answer time of a collector in milliseconds, as OpenTelemetry's exporters have it. */
const timeoutMs = 10_000;

/** After these the same spans may be sent again (OTLP, "Failures"). */
const retryable = [429, 502, 503, 504];

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  return errorCode(cause, messageOf(cause ?? error));
}

export interface CollectorParts {
  readonly settings: TraceSettings;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Sends spans to a collector, OTLP over HTTP. OpenTelemetry's own SDK needs Node 22.15, and is 20 MB; this
 * gateway runs on Node 20. A failure is logged once: no request depends on it.
 */
export function createCollector({ settings, clock, log }: CollectorParts) {
  const { url, headers, resource } = settings;
  const shown = new URL(url).origin;
  let failures: 'none' | 'logged' = 'none';

  function failed(cause: string, delivery: Delivery): Delivery {
    if (failures === 'none')
      log.warn(
        {},
        `Failed to send spans to ${shown}: ${cause}; name a collector that speaks OTLP over HTTP ` +
          '(port 4318), or set OTEL_SDK_DISABLED=true; the gateway goes on',
      );
    failures = 'logged';
    return delivery;
  }

  async function post(body: string, signal: AbortSignal): Promise<Delivery> {
    const response = await fetch(url, {
      ...{ method: 'POST', body, signal, redirect: 'error' as const },
      headers: { ...headers, 'content-type': 'application/json' },
    });
    const text = await response.text();
    const { ok, status } = response;
    if (!ok) return failed(`it answers ${status}`, retryable.includes(status) ? 'later' : 'refused');
    const rejected = /"rejectedSpans"\s*:\s*"?([1-9]\d*)/.exec(text)?.[1];
    return rejected === undefined ? 'taken' : failed(`it rejected ${rejected} spans`, 'taken');
  }

  return async (spans: readonly Span[], over: AbortSignal): Promise<Delivery> => {
    const late = new AbortController();
    const cancel = clock.after(timeoutMs, () => late.abort(new Error('no answer in 10 s')));
    try {
      return await post(exportOf(resource, version, spans), AbortSignal.any([over, late.signal]));
    } catch (error) {
      return over.aborted ? 'later' : failed(causeOf(error), 'later');
    } finally {
      cancel();
    }
  };
}
