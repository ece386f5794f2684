import client from 'prom-client';
import type { RuleOutcome } from '../model/decision.ts';
import type { DrillState } from '../model/drill.ts';
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
  const seconds = (what: string, help: string, labelNames: string[]) =>
    new client.Histogram({
      name: `badgateway_${what}_duration_seconds`,
      help,
      labelNames,
      buckets,
      registers,
    });
  return {
    requests: counter('requests_total', 'Requests that have ended.', [
      ...['scenario', 'label', 'route', 'model', 'status', 'source', 'ending', 'upstream'],
    ]),
    faults: counter('faults_injected_total', 'Faults that were injected.', ['scenario', 'rule', 'fault']),
    heldBack: counter('held_back_total', 'Injections that a blast radius held back.', [
      ...['scenario', 'rule', 'bound'],
    ]),
    attempts: counter('attempts_total', 'Requests by their number within their call.', ['attempt']),
    upstreamFailures: counter('upstream_failures_total', 'Failures of the real upstream.', [
      ...['code', 'upstream'],
    ]),
    connections: counter('connections_total', 'Accepted connections, by what they met.', ['welcome']),
    handshakes: counter('tls_handshakes_total', 'TLS handshakes, by certificate and outcome.', [
      ...['certificate', 'outcome'],
    ]),
    duration: seconds('request', 'From the arrival of a request to the end of its answer.', [
      ...['route', 'source'],
    ]),
    upstream: seconds('upstream', 'From asking the upstream to the head of its answer.', ['route']),
  };
}

type Meters = ReturnType<typeof metersIn>;

function countRequest(entry: RequestEntry, meters: Meters, labels: BoundedLabels): void {
  const { scenario, label, route, model, source, played, attempt, upstreamMs, upstreamFailure } = entry;
  const of = (name: string, value: string | null) => labels.of(name, value);
  const upstream = of('upstream', entry.upstream ?? null);
  const known = { scenario: of('scenario', scenario), route: of('route', route), source };
  const status = played.status === null ? 'none' : String(played.status);
  meters.requests.inc({
    ...{ ...known, label: of('label', label), model: of('model', model) },
    ...{ status: of('status', status), ending: played.ending, upstream },
  });
  meters.attempts.inc({ attempt: attempt >= maxAttempt ? `${maxAttempt}+` : String(attempt) });
  meters.duration.observe({ route: known.route, source }, entry.tookMs / 1_000);
  if (upstreamMs !== undefined) meters.upstream.observe({ route: known.route }, upstreamMs / 1_000);
  if (upstreamFailure !== null)
    meters.upstreamFailures.inc({ code: of('code', upstreamFailure.code), upstream });
}

function countFaults(
  rules: readonly RuleOutcome[],
  scenario: string,
  { faults, heldBack }: Meters,
  labels: BoundedLabels,
) {
  const known = { scenario: labels.of('scenario', scenario) };
  for (const { rule, outcome, faults: injected, heldBackBy: bound } of rules)
    if (bound !== undefined) heldBack.inc({ ...known, rule: labels.of('rule', rule), bound });
    else if (outcome === 'fired')
      for (const fault of injected) faults.inc({ ...known, rule: labels.of('rule', rule), fault });
}

/** `primary`: the default scenario, to which the rules of connections belong. */
function count(entry: Entry, primary: string, meters: Meters, labels: BoundedLabels): void {
  if ('rules' in entry)
    countFaults(entry.rules, entry.kind === 'request' ? entry.scenario : primary, meters, labels);
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
  gauge('answers_hanging', 'Answers that hang at the moment.', () => steering.hanging());
  gauge('connections_open', 'Connections of clients that are open.', () => steering.connections());
  gauge('faults_stopped', '1 while every fault is stopped.', () => (steering.faults() === 'stopped' ? 1 : 0));
  gauge('journal_dropped_entries', 'Journal entries that made room for newer ones.', () =>
    steering.dropped(),
  );
}

/**
 * Reads the limits anew at each call. Of one that each key has for itself, the key that has used most of it
 * is meant: no key is in a label.
 */
function limitsIn(register: client.Registry, steering: Steering, labels: BoundedLabels) {
  const of = { labelNames: ['scenario', 'label', 'limit'], registers: [register] };
  const gauge = (name: string, help: string) => new client.Gauge({ ...of, name: `badgateway_${name}`, help });
  const remaining = gauge('limit_remaining', 'What is left, under the key that has used most.');
  const amount = gauge('limit_amount', 'The whole limit.');
  const refusals = new client.Counter({
    ...{ ...of, name: 'badgateway_limit_refusals_total', help: 'Requests for which a limit had no room.' },
  });
  return async (): Promise<void> => {
    const { limits } = await steering.limits({ scenario: null, label: null }, 1);
    for (const meter of [remaining, amount, refusals]) meter.reset();
    for (const level of limits) {
      const series = {
        ...{ scenario: labels.of('scenario', level.scenario), label: labels.of('label', level.label) },
        limit: labels.of('limit', level.id),
      };
      remaining.set(series, level.keys[0]?.remaining ?? level.amount);
      amount.set(series, level.amount);
      refusals.inc(series, level.refusals);
    }
  };
}

/** Which stage of which drill is under way, and how much it hit; nothing while there is no drill. */
function drillIn(register: client.Registry, steering: Steering, labels: BoundedLabels): void {
  const gauge = (name: string, help: string, read: (drill: DrillState) => number) =>
    new client.Gauge({
      ...{ name: `badgateway_${name}`, help, labelNames: ['drill', 'stage'], registers: [register] },
      collect() {
        this.reset();
        const drill = steering.drill();
        if (drill?.state !== 'running') return;
        const series = {
          drill: labels.of('drill', drill.name),
          stage: labels.of('stage', drill.stage ?? ''),
        };
        this.set(series, read(drill));
      },
    });
  gauge('drill_stage', '1 while a drill is in the stage.', () => 1);
  gauge(
    'drill_hits',
    'Requests and connections that the drill has hit, in all of its stages.',
    (drill) => drill.figures.hit,
  );
}

/**
 * Metrics as Prometheus reads them. They begin with what the journal has when they are first asked for, and
 * are counted from then on: a gateway that nobody scrapes pays nothing for them.
 */
export function createMetrics(steering: Steering): () => Promise<string> {
  const register = new client.Registry();
  const [meters, labels] = [metersIn(register), new BoundedLabels()];
  const readLimits = limitsIn(register, steering, labels);
  gaugesIn(register, steering);
  drillIn(register, steering, labels);
  client.collectDefaultMetrics({ register });
  const take = (entry: Entry) => count(entry, steering.scenario().name, meters, labels);
  for (const entry of steering.entries(0)) take(entry);
  steering.subscribe(take);
  return async () => {
    await readLimits();
    return register.metrics();
  };
}

export const metricsType = client.prometheusContentType;
