import http from 'node:http';
import { greetingOf } from '../../../src/command/greeting.ts';
import { everyOperation } from '../../../src/control/operations/index.ts';
import { shownCommand } from '../../../src/drill/command-line.ts';
import { drillReports } from '../../../src/drill-report/index.ts';
import { describeAsked } from '../../../src/drill-run/asked.ts';
import { compileScenario } from '../../../src/engine/engine.ts';
import { createLibrary } from '../../../src/gateway/library.ts';
import { once } from '../../../src/lib/once.ts';
import type { DrillRecord } from '../../../src/model/drill-record.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { spanOf } from '../../../src/traces/span.ts';
import { requestsOf, type StartedGateway, startGateway } from '../../helpers/gateway.ts';
import { platformInUse } from '../../helpers/platform.ts';
import type { Planted } from './planted.ts';
import { entryOf, has, queryOf, ruleOf, type Sink, wordsOf } from './sinks.ts';

const inUse = platformInUse();

const named = (all: readonly Planted[], row: string) => all.find((planted) => planted.row === row)?.value;

/** That of a condition without a secret. */
const emptyLength = '{  }'.length;

/** A scenario with every secret that a file may have. */
function scenarioOf(all: readonly Planted[]): string {
  const stub = {
    keys: [named(all, 'keys')],
    revokedKeys: [named(all, 'revoked-keys')],
    otherWorkspaceKeys: [named(all, 'other-workspace-keys')],
  };
  const asking = all.filter((planted) => ruleOf(planted).length > emptyLength);
  const rules = asking.map((planted, at) => `  - { id: r${at}, when: ${ruleOf(planted)}, faults: [500] }\n`);
  return `seed: 1\nstub: ${JSON.stringify(stub)}\nrules:\n${rules.join('')}`;
}

/** Sends what has the secret wherever it is one; a secret by its form is the name of a model too. */
function send(url: string, planted: Planted): Promise<void> {
  const { name, value } = planted;
  const path = `/v1/chat/completions${has(planted, 'query') ? `?${queryOf(planted)}` : ''}`;
  const model = name === 'x-any' ? value : 'any';
  const body = JSON.stringify({ model, ...(has(planted, 'body') ? { [name]: value } : {}) });
  const headers = has(planted, 'header') ? { [name]: value } : {};
  return new Promise((resolve, reject) => {
    http
      .request(url + path, { method: 'POST', headers, agent: false }, (response) => {
        response.resume().on('end', resolve);
      })
      .on('error', reject)
      .end(body);
  });
}

const textAt = async (url: string): Promise<string> => (await fetch(url)).text();

/** The events of a journal that has so many entries. */
async function eventsAt(controlUrl: string, entries: number): Promise<string> {
  const leaving = new AbortController();
  const { body } = await fetch(`${controlUrl}/events?since=0`, { signal: leaving.signal });
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    if (text.split('\nevent: ').length > entries) break;
  }
  leaving.abort();
  return text;
}

async function operationsAt(controlUrl: string): Promise<string> {
  const open = everyOperation.filter(({ method, path }) => method === 'get' && !path.includes('{'));
  const texts = open
    .filter(({ name }) => name !== 'waitForEntries')
    .map(({ path }) => textAt(`${controlUrl}${path}`));
  return (await Promise.all(texts)).join('\n');
}

interface Shown {
  readonly operations: string;
  readonly events: string;
  readonly metrics: string;
  readonly greeting: string;
}

async function shownBy({ url, gateway }: StartedGateway, all: readonly Planted[]): Promise<Shown> {
  const { controlUrl } = gateway;
  // The series begin with the first look.
  await textAt(`${controlUrl}/metrics`);
  for (const planted of all) await send(url, planted);
  await requestsOf({ url, gateway } as StartedGateway, all.length);
  const scenario = await loadScenario(scenarioOf(all), 'planted.yaml');
  const library = createLibrary([compileScenario(scenario)], {});
  return {
    operations: await operationsAt(controlUrl),
    events: await eventsAt(controlUrl, gateway.journal.entries().length),
    metrics: await textAt(`${controlUrl}/metrics`),
    greeting: await greetingOf(scenario, { gateway, library, caFile: null }),
  };
}

/** One gateway has the secrets of all rows in its scenario, and gets them all in requests. */
const running = once(async (all: readonly Planted[]): Promise<Shown> => {
  const started = await startGateway({ scenario: scenarioOf(all) });
  try {
    return await shownBy(started, all);
  } finally {
    await started.close();
  }
});

const span = (planted: Planted): string => {
  const context = { platform: inUse.platform, connection: null, host: 'localhost', port: 1 };
  return JSON.stringify(spanOf(entryOf(planted), context));
};

/** What a stage asks for whose rule has the secret, in words. */
const askedBy = once(async (planted: Planted): Promise<readonly string[]> => {
  const rule = ruleOf(planted);
  if (rule.length === emptyLength) return [];
  const text = `seed: 1\nrules: [{ when: ${rule}, faults: [500] }]\n`;
  const { rules } = await loadScenario(text, 'planted.yaml');
  return rules.map((each) => describeAsked(each, 'every known route'));
});

async function recordOf(planted: Planted): Promise<DrillRecord> {
  const stage = {
    ...({ name: 'one', role: 'inject', fromMs: 0, toMs: 1, end: 'time' } as const),
    ...{ asked: await askedBy(planted), requests: 0, hit: 0, heldBack: {}, probes: [] },
  };
  const probes = { before: [], after: [] };
  return {
    ...{ version: '0', at: 0, name: 'planted', title: 'Planted', gateways: ['http://127.0.0.1:1'] },
    command: shownCommand(['node', ...wordsOf(planted)], {}, [inUse.platform]),
    ...{ tookMs: 1, stages: [stage], curves: [], steadyState: probes, stop: null, lastAffectedMs: null },
    hypothesis: { says: 'it is served', stages: [], outcome: 'held', probes: [] },
    figures: { hit: 0, heldBack: {} },
    remains: { outcome: 'held', says: 'nothing' },
    ...{ unseen: 0, doubts: [], outcome: 'held', exit: 0 },
  };
}

const requestPlaces = ['header', 'query', 'body'] as const;

function ofGateway(name: keyof Shown, what: string, places: Sink['places']): Sink {
  return { name: what, places, marked: 'some', show: async (_, __, all) => (await running(all))[name] };
}

/** What a gateway that runs shows, and what a drill of stages does. */
export const moreSinks: readonly Sink[] = [
  ofGateway('operations', 'operations of the control API', [...requestPlaces, 'yaml']),
  ofGateway('events', 'events of the control API, which the live page draws', requestPlaces),
  ofGateway('metrics', 'labels of metrics', requestPlaces),
  ofGateway('greeting', 'greeting of serve', ['yaml']),
  { name: 'span of OpenTelemetry', places: requestPlaces, marked: 'some', show: span },
  // JUnit has names and figures alone.
  ...drillReports
    .filter(({ name }) => name !== 'junit')
    .map(({ name, write }): Sink => {
      return {
        name: `report of drill run, ${name}`,
        places: ['header', 'body', 'yaml', 'query', 'log'],
        marked: 'some',
        show: async (planted) => write({ record: await recordOf(planted), compared: [] }),
      };
    }),
];
