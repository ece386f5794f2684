import { BoundedMap } from '../lib/bounded-map.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Entry } from '../model/entry.ts';
import { createCollector } from './collector.ts';
import { readSettings } from './settings.ts';
import { type SpanContext, spanOf } from './span.ts';
import { SpanQueue } from './span-queue.ts';

/** Most connections of which it is remembered how they began. */
const maxConnections = 10_000;

export interface TracesParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  /** Where clients reach the gateway. */
  readonly url: string;
  platformOf(scenario: string): SpanContext['platform'];
  /** Entries so far, and each later one. */
  readonly journal: {
    entries(): readonly Entry[];
    subscribe(onEntry: (entry: Entry) => void): () => void;
  };
}

/** Makes a span of every request of the journal and sends it away. The returned function ends that. */
export function startTraces({ env, clock, log, url, platformOf, journal }: TracesParts): () => Promise<void> {
  const { settings, mistakes } = readSettings(env);
  for (const mistake of mistakes) log.warn({}, mistake);
  if (settings === null || settings.sampling === 'never') return () => Promise.resolve();
  const { hostname, port } = new URL(url);
  const server = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
  const queue = new SpanQueue({ clock, deliver: createCollector({ settings, clock, log }) });
  const connections = new BoundedMap<number, NonNullable<SpanContext['connection']>>(maxConnections);
  const isAlways = settings.sampling === 'always';

  function take(entry: Entry): void {
    if (entry.kind === 'connection')
      connections.set(entry.connection, { address: entry.address, scheme: 'http' });
    // Plain connections have no such entry.
    if (entry.kind === 'opening' && entry.tls)
      connections.set(entry.connection, { address: entry.address, scheme: 'https' });
    if (entry.kind !== 'request') return;
    const isRecorded = entry.trace === undefined || entry.trace.flags % 2 === 1;
    if (!isRecorded && !isAlways) return;
    const connection = connections.get(entry.connection) ?? null;
    queue.add(spanOf(entry, { ...server, connection, platform: platformOf(entry.scenario) }));
  }

  for (const entry of journal.entries()) take(entry);
  const unsubscribe = journal.subscribe(take);
  return async () => {
    unsubscribe();
    const lost = await queue.close();
    if (lost > 0) log.warn({}, `${lost} spans were not delivered`);
  };
}
