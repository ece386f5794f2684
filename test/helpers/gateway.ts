import { existsSync } from 'node:fs';
import { vi } from 'vitest';
import type { CompiledScenario } from '../../src/engine/compiled-scenario.ts';
import { compileScenario } from '../../src/engine/engine.ts';
import { createGateway } from '../../src/gateway/create-gateway.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { readScenario, shippedFile } from '../../src/gateway/library.ts';
import type { StoreSettings } from '../../src/gateway/shared-store.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import type { Entry, RequestEntry } from '../../src/model/entry.ts';
import { loadScenario, type ScenarioOverrides } from '../../src/scenario/load.ts';
import type { Lab } from '../../src/tls/certificates/lab.ts';
import { validKey } from './facts.ts';

export interface GatewayOptions {
  /** Name of a shipped scenario, path of a file, or the text of one (then its name is `inline`). */
  readonly scenario?: string;
  readonly overrides?: ScenarioOverrides;
  readonly labels?: 'shown' | 'hidden';
  /** A clock that stands still plays no pauses until the test moves it. */
  readonly clock?: Clock | 'manual';
  readonly journalFile?: string;
  /** Counts limits together with other gateways. */
  readonly store?: StoreSettings;
  /** Absent: none is asked for. */
  readonly controlToken?: string;
  /** Variables of OpenTelemetry. Absent: no spans are sent. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absent: one in memory that knows the three names of loopback. */
  readonly lab?: Lab;
}

export interface StartedGateway {
  readonly url: string;
  readonly tlsUrl: string;
  readonly gateway: Gateway;
  /** Ends whatever is still under way. */
  close(): Promise<void>;
}

async function read(scenario: string, overrides: ScenarioOverrides): Promise<CompiledScenario> {
  if (/[\n:{]/.test(scenario)) return compileScenario(await loadScenario(scenario, 'inline.yaml', overrides));
  return readScenario(existsSync(scenario) ? scenario : shippedFile(scenario), overrides);
}

/** A gateway in this process, on free ports of loopback. */
export async function startGateway(options: GatewayOptions = {}): Promise<StartedGateway> {
  const { scenario = 'healthy', overrides = {}, labels = 'shown', clock = systemClock } = options;
  const { controlToken = null } = options;
  const target = { write: () => true };
  const { gateway } = await createGateway({
    scenarios: [await read(scenario, overrides)],
    overrides,
    settings: {
      ...{ host: '127.0.0.1', port: 0, controlHost: '127.0.0.1', controlPort: 0 },
      ...{ labels, controlToken, journalFile: options.journalFile ?? null },
      ...(clock === 'manual' ? { clock } : {}),
      store: options.store ?? null,
    },
    // Tests hand the root to clients that are to trust it.
    certificates: { corporateRoot: 'given-out' },
    logging: { level: 'silent', json: true, target },
    ...(clock === 'manual' ? {} : { clock }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.lab === undefined ? {} : { lab: options.lab }),
  });
  const { url, tlsUrl } = gateway;
  return { url, tlsUrl, gateway, close: () => gateway.close(0) };
}

export interface Chat {
  readonly key?: string;
  readonly model?: string;
  readonly prompt?: string;
  readonly stream?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The body of a chat request. */
export function chatBody({ model = 'Omniva/Kimi-K2.6', prompt = 'hello', stream }: Chat = {}): string {
  const streaming = stream === undefined ? {} : { stream };
  return JSON.stringify({ model, messages: [{ role: 'user', content: prompt }], ...streaming });
}

/** One chat request, by a client that retries nothing; `url` may end in `/@scenario.label`. */
export function chat(url: string, request: Chat = {}): Promise<Response> {
  const { key = validKey, headers, signal } = request;
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: chatBody(request),
    ...(signal === undefined ? {} : { signal }),
  });
}

export function journalOf({ gateway }: StartedGateway): readonly Entry[] {
  return gateway.journal.entries();
}

/** The journal's requests once there are `count`: an entry is written when its answer has left. */
export function requestsOf(started: StartedGateway, count: number): Promise<readonly RequestEntry[]> {
  return vi.waitFor(() => {
    const requests = journalOf(started).filter((entry) => entry.kind === 'request');
    if (requests.length < count)
      throw new Error(`the journal holds ${requests.length} requests of ${count} awaited`);
    return requests;
  });
}
