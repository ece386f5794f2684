import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chat, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { httpUpstream, type Listening } from '../helpers/upstreams.ts';

let upstream: Listening;
let started: StartedGateway;
let metrics = '';

/** Something of everything that is counted. */
beforeAll(async () => {
  upstream = await httpUpstream((req, res) => {
    if (req.url === '/v1/models') res.end('{}');
    else res.destroy();
  });
  const rule = '{ id: once, when: { route: embeddings }, faults: [500] }';
  started = await startGateway({
    scenario: [
      ...['scenario: inline', 'rateLimits: [{ id: many, rate: 9 requests per day }]'],
      ...['blastRadius: { total: 1 }', `rules: [${rule}]`],
    ].join('\n'),
    overrides: { upstream: upstream.url },
  });
  const { ca } = started.gateway;
  await new Promise((resolve, reject) => {
    get(`${started.tlsUrl}/v1/models`, { ca, agent: false }, (answer) =>
      answer.resume().once('end', resolve),
    ).once('error', reject);
  });
  await chat(started.url).then((answer) => answer.text());
  // The second one is held back.
  for (const method of ['POST', 'POST'])
    await fetch(`${started.url}/v1/embeddings`, { method }).then((answer) => answer.text());
  await started.gateway.steering.beginDrill({ drill: 'outage', leaseMs: 60_000, blastRadius: null });
  metrics = await fetch(`${started.gateway.controlUrl}/metrics`).then((answer) => answer.text());
});
afterAll(async () => {
  await started.close();
  await upstream.close();
});

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly query: unknown }[] };
  readonly panels: readonly {
    readonly title: string;
    readonly datasource: { readonly uid: string };
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const file = new URL('../../examples/grafana.json', import.meta.url);
const { panels, templating } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;

const expressions = panels.flatMap(({ title, targets }) =>
  targets.map(({ expr, legendFormat }) => [title, expr, legendFormat] as const),
);

/** Labels of the samples of a metric; `null`: there is none. */
function labelsOf(name: string): readonly string[] | null {
  const sample = metrics
    .split('\n')
    .find((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return sample === undefined ? null : [...sample.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label);
}

test.each(expressions)('%s: what %s asks for is there', (_, expr, legend) => {
  const names = [...expr.matchAll(/\b(?:badgateway|nodejs|process)_\w+/g)].map(([name]) => name);
  expect(names.length).toBeGreaterThan(0);
  const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(', '));
  const matched = [...expr.matchAll(/[{,](\w+)=/g)].map(([, label = '']) => label);
  for (const name of names)
    expect(labelsOf(name), name).toEqual(expect.arrayContaining([...grouped, ...matched]));
  for (const [, label = ''] of legend.matchAll(/\{\{(\w+)\}\}/g)) expect(grouped).toContain(label);
});

test('every metric of ours is on the dashboard, whose data come from a source that is chosen', () => {
  const ours = [...metrics.matchAll(/^# TYPE (badgateway_\w+)/gm)].map(([, name = '']) => name);
  const shown = expressions.map(([, expr]) => expr).join(' ');
  expect(ours.filter((name) => !shown.includes(name))).toEqual([]);
  expect(new Set(panels.map(({ datasource }) => datasource.uid))).toEqual(new Set([`$\{datasource}`]));
  expect(templating.list).toContainEqual(
    expect.objectContaining({ type: 'datasource', query: 'prometheus' }),
  );
});

function checkByPromtool(): void {
  // Those of prom-client itself have names that promtool does not like.
  const ours = metrics.split('\n').filter((line) => /^(# \w+ )?badgateway_/.test(line));
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
    input: `${ours.join('\n')}\n`,
  });
  expect([String(stdout), String(stderr), status]).toEqual(['', '', 0]);
}

// No part of the system that is asked for: the Debian package prometheus, of 90 MB, brings it.
if (spawnSync('promtool', ['--version']).status === 0)
  test('promtool finds nothing wrong with our metrics', checkByPromtool);
