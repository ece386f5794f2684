import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, type TestContext, test, vi } from 'vitest';
import { connectGateway } from '../../src/control/connect.ts';
import type { DrillRecord } from '../../src/model/drill-record.ts';
import type { Entry, RequestEntry } from '../../src/model/entry.ts';
import { badgateway, serving } from '../helpers/command.ts';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const main = pathOf('../../dist/main.js');
const application = pathOf('../fixtures/drills/app.mjs');
/** A machine that does much else may keep a runner waiting for seconds. */
const lease = 'lease: 20s';
const outage = readFileSync(pathOf('../fixtures/drills/outage.yaml'), 'utf8').replace('lease: 2s', lease);
const folder = mkdtempSync(join(tmpdir(), 'badgateway-drill-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

const model = 'Omniva/Kimi-K2.6';
const patient = { timeout: 60_000, interval: 100 };
let files = 0;

/** The drill of the fixture with parts of its text replaced, each of which has to be there. */
function drillWith(...changes: readonly (readonly [string, string])[]): string {
  let text = outage;
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  files += 1;
  const file = join(folder, `drill-${files}.yaml`);
  writeFileSync(file, text);
  return file;
}

/** Tests that run at once have one each. */
type Finished = TestContext['onTestFinished'];

/** A gateway that runs, with an application that asks all the time. */
async function system(attempts: number, onTestFinished: Finished) {
  const gateway = await serving([]);
  const env = {
    ...{ ...process.env, OPENAI_BASE_URL: `${gateway.url}/v1`, OPENAI_API_KEY: 'sk-oais-any' },
    ...{ APP_MODEL: model, APP_ATTEMPTS: String(attempts), APP_WORKERS: '2', APP_PAUSE: '50' },
  };
  const app = spawn(process.execPath, [application], { env, stdio: 'ignore' });
  onTestFinished(async () => {
    app.kill('SIGKILL');
    await gateway.stop();
  });
  const token = String(gateway.ready['controlToken']);
  const methods = connectGateway({ url: gateway.controlUrl, token });
  const { controlUrl, url } = gateway;
  await vi.waitFor(async () => {
    const { entries } = await methods.readJournal({ kind: 'request', limit: 8 });
    expect(entries).toHaveLength(8);
  }, patient);
  return { methods, controlUrl, url, token, onTestFinished };
}
type System = Awaited<ReturnType<typeof system>>;

interface Running {
  readonly child: ChildProcess;
  err(): string;
  /** Exit code, and the report if there is one. */
  readonly over: Promise<{ readonly code: number | null; readonly report: DrillRecord | null }>;
}

/** Starts a runner on a gateway that runs. */
function drillOn(on: System, file: string, ...more: readonly string[]): Running {
  const { controlUrl, token, onTestFinished } = on;
  const args = ['drill', 'run', file, '--attach', '--gateway', controlUrl];
  args.push('--control-token', token, '--json', ...more);
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const text = { out: '', err: '' };
  for (const [name, stream] of [['out', child.stdout] as const, ['err', child.stderr] as const])
    stream.on('data', (chunk: Buffer) => {
      text[name] += chunk.toString();
    });
  const over = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    report: text.out === '' ? null : (JSON.parse(text.out) as DrillRecord),
  }));
  return { child, err: () => text.err, over };
}

const isHit = ({ rules }: RequestEntry, prefix: string) =>
  rules.some(
    ({ rule, outcome, faults }) => rule.startsWith(prefix) && outcome === 'fired' && faults.length > 0,
  );

async function requestsOf({ methods }: System): Promise<readonly RequestEntry[]> {
  const all: Entry[] = [];
  for (let since = 0; ; ) {
    const { entries, next } = await methods.readJournal({ kind: 'request', since, limit: 1_000 });
    all.push(...(entries as readonly Entry[]));
    if (entries.length < 1_000) break;
    since = next;
  }
  return all.flatMap((entry) => (entry.kind === 'request' ? [entry] : []));
}

const hits = async (on: System) => (await requestsOf(on)).filter((each) => isHit(each, 'drill:')).length;

/** Waits until the faults of a new drill have acted. */
async function injecting({ methods }: System, { err }: Running): Promise<void> {
  await vi.waitFor(() => expect(err()).toContain('stage inject'), patient);
  await vi.waitFor(
    async () => expect((await methods.showDrill()).drill?.figures.hit).toBeGreaterThan(0),
    patient,
  );
}

async function status({ url }: System): Promise<number> {
  const headers = { authorization: 'Bearer sk-oais-any' };
  const response = await fetch(`${url}/v1/models`, { headers });
  await response.arrayBuffer();
  return response.status;
}

/** No stage plays, the drill is over, and no request meets its faults any more. */
async function nothingRemains(on: System): Promise<void> {
  expect((await on.methods.showDrill()).drill?.state ?? 'ended').toBe('ended');
  expect((await on.methods.showScenario()).drill).toBeNull();
  expect([await status(on), await status(on), await status(on)]).toEqual([200, 200, 200]);
}

const long = ['for: 2s, chance: 0.4', 'for: 10m, chance: 0.4'] as const;
const unbounded = ['blastRadius: { share: 60 % }\n', ''] as const;
/** How often a runner is killed, each time at another moment. */
const kills = Number(process.env['KILLS'] ?? 1);
const everyRequest = ['for: 2s, chance: 0.4', 'for: 10m'] as const;

describe.concurrent('a drill on a gateway that runs', { timeout: 120_000 }, () => {
  test('is carried out to its end; its figures are those of the journal', async ({ onTestFinished }) => {
    const on = await system(4, onTestFinished);
    const reports = ['json', 'xml', 'html', 'md'].map((ending) => join(folder, `whole.${ending}`));
    const drill = drillOn(on, drillWith(), ...reports.flatMap((file) => ['--report', file]));
    const { code, report } = await drill.over;
    expect(code, drill.err()).toBe(0);
    expect(reports.map((file) => existsSync(file) && readFileSync(file, 'utf8').length > 200)).toEqual([
      ...[true, true, true, true],
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'whole.json'), 'utf8'))).toEqual(report);
    const seen = await requestsOf(on);
    const recount = ['baseline', 'inject', 'recovery'].map((name) => ({
      name,
      requests: seen.filter((entry) => entry.drill?.stage === name).length,
      hit: seen.filter((entry) => isHit(entry, `drill:${name}/`)).length,
    }));
    const told = report?.stages.map(({ name, requests, hit }) => ({ name, requests, hit })) ?? [];
    expect(told.slice(0, 2)).toEqual(recount.slice(0, 2));
    const [last, lastRecount] = [told[2], recount[2]];
    expect([last?.name, last?.hit]).toEqual(['recovery', 0]);
    // Each of the two workers may have had a request under way when the report was made.
    expect((lastRecount?.requests ?? 0) - (last?.requests ?? 0)).toBeOneOf([0, 1, 2]);
    expect(Math.min(...told.map(({ requests }) => requests))).toBeGreaterThan(0);
    expect(recount[1]?.hit).toBeGreaterThan(0);
    expect(report).toMatchObject({
      ...{ outcome: 'held', stop: null, unseen: 0, doubts: [], remains: { outcome: 'held' } },
      figures: { hit: recount[1]?.hit },
    });
    expect((await on.methods.showDrill()).drill).toMatchObject({ state: 'ended', endedBy: 'completed' });
    await nothingRemains(on);
  });

  test('is stopped by a condition that comes true, and does not start where one holds already', async ({
    onTestFinished,
  }) => {
    const on = await system(1, onTestFinished);
    const holds = ['success-share: { atMost: 20 %, over: 2s, samples: 10 }', 'requests: { atLeast: 1 }'];
    const never = await drillOn(on, drillWith([holds[0] ?? '', holds[1] ?? ''])).over;
    expect(never).toMatchObject({
      code: 3,
      report: { stop: { kind: 'condition', begun: 'no' }, figures: { hit: 0 } },
    });
    expect([(await on.methods.showDrill()).drill, await hits(on)]).toEqual([null, 0]);
    const { code, report } = await drillOn(on, drillWith(everyRequest, unbounded)).over;
    expect(code).toBe(3);
    expect(report?.stop).toMatchObject({ kind: 'condition', begun: 'yes' });
    expect(report?.stop?.because).toMatch(/^stop condition "success-share" is held: .* from \d+ samples$/);
    expect(report?.stages.map(({ name, end }) => [name, end])).toEqual([
      ...[
        ['baseline', 'time'],
        ['inject', 'drill-ended'],
        ['recovery', 'time'],
      ],
    ]);
    expect((await on.methods.showDrill()).drill).toMatchObject({
      ...{ state: 'ended', endedBy: 'stopped', because: report?.stop?.because },
    });
    await nothingRemains(on);
  });

  test('is ended by the kill switch; the next one begins when that is released with a reason', async ({
    onTestFinished,
  }) => {
    const on = await system(4, onTestFinished);
    const ctl = (...args: string[]) =>
      badgateway(['ctl', ...args, '--control-url', on.controlUrl, '--control-token', on.token]);
    const running = drillOn(on, drillWith(long));
    await injecting(on, running);
    expect(await ctl('stop', '--reason', 'customers call')).toMatchObject({ code: 0 });
    const { code, report } = await running.over;
    expect([code, report?.stop?.kind]).toEqual([5, 'kill-switch']);
    expect(report?.stop?.because).toContain('customers call');
    await nothingRemains(on);
    const before = await hits(on);
    const refused = drillOn(on, drillWith());
    expect(await refused.over).toEqual({ code: 2, report: null });
    expect(refused.err()).toContain('every fault is stopped (customers call); release them');
    expect((await ctl('release')).code).toBe(2);
    expect(await hits(on)).toBe(before);
    expect(await ctl('release', '--reason', 'they do not')).toMatchObject({ code: 0 });
    const again = drillOn(on, drillWith(long));
    await injecting(on, again);
    again.child.kill('SIGINT');
    expect((await again.over).code).toBe(3);
  });

  test('ends by its lease when the runner is killed', { timeout: 120_000 + kills * 15_000 }, async ({
    onTestFinished,
  }) => {
    const on = await system(4, onTestFinished);
    const leaseMs = 2_000;
    // 500 ms is what the gateway has; the rest is for a machine that does much else.
    const allowedMs = leaseMs + 500 + 1_000;
    const file = drillWith(long, [lease, `lease: ${leaseMs}ms`], ['for: 1s }', 'for: 500ms }']);
    const took: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const running = drillOn(on, file);
      await injecting(on, running);
      running.child.kill('SIGKILL');
      const killedAt = Date.now();
      await vi.waitFor(
        async () => expect((await on.methods.showDrill()).drill?.state).toBe('ended'),
        patient,
      );
      const { entries } = await on.methods.readJournal({ kind: 'notice', limit: 5_000 });
      const ends = (entries as readonly Entry[]).filter(
        (entry) => entry.kind === 'notice' && entry.notice === 'drill-ended',
      );
      took.push(Math.round((ends.at(-1)?.at ?? Number.POSITIVE_INFINITY) - killedAt));
      // The end of an earlier one would be before it.
      expect(took.at(-1)).toBeGreaterThan(0);
      expect((await on.methods.showDrill()).drill).toMatchObject({ endedBy: 'lease' });
      expect(took.at(-1)).toBeLessThanOrEqual(allowedMs);
      await nothingRemains(on);
    }
    if (kills > 1) console.log('ms from kill to end:', took.join(' '));
  });

  test('tells a refuted hypothesis, faults that never hit, and that a person ended it', async ({
    onTestFinished,
  }) => {
    const on = await system(1, onTestFinished);
    const most = ['chance: 0.4', 'chance: 0.6'] as const;
    const unstopped = ['atMost: 20 %', 'atMost: 1 %'] as const;
    const refuted = await drillOn(on, drillWith(most, unbounded, unstopped)).over;
    expect(refuted).toMatchObject({
      code: 1,
      report: { outcome: 'refuted', stop: null, hypothesis: { outcome: 'refuted' } },
    });
    const nobody = ['for: 2s, chance', 'for: 1s, when: { header: { x-is: nobody } }, chance'] as const;
    const unhit = await drillOn(on, drillWith(nobody)).over;
    expect(unhit).toMatchObject({
      code: 4,
      report: { outcome: 'inconclusive', stop: null, figures: { hit: 0 } },
    });
    expect(unhit.report?.doubts).toEqual([
      'stage "inject": no request and no connection met a fault of its rules',
    ]);
    const running = drillOn(on, drillWith(long));
    await injecting(on, running);
    running.child.kill('SIGINT');
    const { code, report } = await running.over;
    expect([code, report?.stop]).toMatchObject([3, { kind: 'interrupted', because: 'a person ended it' }]);
    await nothingRemains(on);
  });
});
