import client from 'prom-client';
import type { Entry, RequestEntry } from '../model/entry.ts';
import type { Steering } from './steering.ts';

/** Most values of one label; further ones are counted as `other`. */
const maxValues = 100;

/** Labels come from clients, and a time series is kept for each: their number is bounded. */
class BoundedLabels {
  readonly #known = new Map<string, Set<string>>();

  of(label: string, value: string | null): string {
    const known = this.#known.get(label) ?? new Set<string>();
    this.#known.set(label, known);
    const text = value ?? '';
    if (known.size < maxValues) known.add(text);
    return known.has(text) ? text : 'other';
  }
}

/** Upper bounds in seconds: from a stubbed answer to the longest hang. */
const buckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** A call with more attempts is counted with these. */
const maxAttempt = 10;

function metersIn(register: client.Registry) {
  const registers = [register];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new client.Counter({ name: `badgateway_${name}`, help, labelNames, registers });
  return {
    requests: counter('requests_total', 'Requests that have ended.', [
      ...['scenario', 'label', 'route', 'model', 'status', 'source', 'ending'],
    ]),
    faults: counter('faults_injected_total', 'Faults that were injected.', ['scenario', 'rule', 'fault']),
    attempts: counter('attempts_total', 'Requests by their number within their call.', ['attempt']),
    upstreamFailures: counter('upstream_failures_total', 'Failures of the real upstream.', ['code']),
    connections: counter('connections_total', 'Accepted connections, by what they met.', ['welcome']),
    handshakes: counter('tls_handshakes_total', 'TLS handshakes, by certificate and outcome.', [
      ...['certificate', 'outcome'],
    ]),
    duration: new client.Histogram({
      name: 'badgateway_request_duration_seconds',
      help: 'From the arrival of a request to the end of its answer.',
      labelNames: ['route', 'source'],
      buckets,
      registers,
    }),
  };
}

type Meters = ReturnType<typeof metersIn>;

function countRequest(entry: RequestEntry, meters: Meters, labels: BoundedLabels): void {
  const { scenario, label, route, model, source, played, rules, attempt, upstreamFailure } = entry;
  const of = (name: string, value: string | null) => labels.of(name, value);
  const known = { scenario: of('scenario', scenario), route: of('route', route), source };
  const status = played.status === null ? 'none' : String(played.status);
  meters.requests.inc({
    ...{ ...known, label: of('label', label), model: of('model', model) },
    ...{ status: of('status', status), ending: played.ending },
  });
  meters.attempts.inc({ attempt: attempt >= maxAttempt ? `${maxAttempt}+` : String(attempt) });
  meters.duration.observe({ route: known.route, source }, entry.tookMs / 1_000);
  if (upstreamFailure !== null) meters.upstreamFailures.inc({ code: of('code', upstreamFailure.code) });
  for (const { rule, outcome, faults } of rules)
    if (outcome === 'fired')
      for (const fault of faults)
        meters.faults.inc({ scenario: known.scenario, rule: of('rule', rule), fault });
}

function count(entry: Entry, meters: Meters, labels: BoundedLabels): void {
  if (entry.kind === 'request') countRequest(entry, meters, labels);
  else if (entry.kind === 'connection') meters.connections.inc({ welcome: entry.welcome });
  else if (entry.kind === 'opening' && entry.tls) {
    const outcome = entry.client === null ? entry.played : entry.client.kind;
    meters.handshakes.inc({ certificate: labels.of('certificate', entry.certificate), outcome });
  }
}

/** Values that are read when they are asked for. */
function gaugesIn(register: client.Registry, steering: Steering): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new client.Gauge({
      ...{ name: `badgateway_${name}`, help, registers: [register] },
      collect() {
        this.set(read());
      },
    });
  gauge('requests_under_way', 'Requests that have not ended yet.', () => steering.underWay());
  gauge('faults_stopped', '1 while every fault is stopped.', () => (steering.faults() === 'stopped' ? 1 : 0));
  gauge('journal_dropped_entries', 'Journal entries that made room for newer ones.', () =>
    steering.dropped(),
  );
}

/**
 * Metrics as Prometheus reads them. They begin with what the journal has when they are first asked for, and
 * are counted from then on: a gateway that nobody scrapes pays nothing for them.
 */
export function createMetrics(steering: Steering): () => Promise<string> {
  const register = new client.Registry();
  const [meters, labels] = [metersIn(register), new BoundedLabels()];
  gaugesIn(register, steering);
  client.collectDefaultMetrics({ register });
  for (const entry of steering.entries(0)) count(entry, meters, labels);
  steering.subscribe((entry) => count(entry, meters, labels));
  return () => register.metrics();
}

export const metricsType = client.prometheusContentType;
