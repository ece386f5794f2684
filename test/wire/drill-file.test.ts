import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { drillNames, shippedDrill } from '../../src/gateway/library.ts';
import { hosted } from '../helpers/command.ts';
import { changed } from '../unit/drill-file/sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-drill-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('check tells mistakes of drills and scenarios together, each with its line and a caret', async () => {
  const drill = fileOf('broken.yaml', changed('every: 2s', 'evry: 2s').replace('lease: 5s', 'lease: 5d'));
  const scenario = fileOf('scenario.yaml', 'rules: [{ faults: [hangg] }]\n');
  const { code, out, err } = await hosted(['check', drill, scenario]);
  expect(code).toBe(2);
  expect(out).toContain(`${drill}:23:1: unknown key "evry"; did you mean "every"?\n  evry: 2s\n  ^^^^`);
  expect(out).toContain(`${drill}:24:8: expected 100ms to 1h`);
  expect(out).toContain(`${scenario}:1:20: unknown fault or error "hangg"`);
  expect(err).toBe('3 mistakes\n');
});

test('check takes the name of a shipped drill', async () => {
  const { code, out } = await hosted(['check', 'provider-outage']);
  expect([code, out]).toEqual([0, `${shippedDrill('provider-outage')}: ok\n`]);
});

test('explain tells a drill in English', async () => {
  const { code, out, err } = await hosted(['explain', 'provider-outage']);
  expect([code, err]).toEqual([0, '']);
  for (const part of [
    'Provider outage on one model (provider-outage)\nOn Token Factory (Omniva), with a gateway that plays',
    'Claimed, over inject, widen: while one model fails',
    '  success: the share of calls that succeed in the end is at least 99 % (from 20 samples on)\n',
    '  inject              ███████████████████                     1m to 3m\n',
    'inject, for 2m\n  drill:inject/faults: for model is Omniva/*, with chance 0.3, it will answer',
    'Blast radius: at most 60 % of what rules would hit',
    'Asked every 1s, it is stopped\n  if the share of calls that succeed in the end is at most 80 %',
    'It is stopped after 8m at the latest; faults end within 10s if its runner is gone.',
  ])
    expect(out).toContain(part);
});

test('explain says what a rule without when meets: known routes of the stub, or every request', async () => {
  fileOf('to-upstream.yaml', 'platform: token-factory\nupstream: http://127.0.0.1:9\n');
  const everyRule = 'when: { model: "Omniva/*" }, ramp';
  const said = async (target: string) => {
    const drill = changed(everyRule, 'ramp').replace('label: shop', target);
    const { out } = await hosted(['explain', fileOf('unconditional.yaml', drill)]);
    return /drill:inject\/faults: for (every [a-z]+(?: route)?)/.exec(out)?.[1];
  };
  expect(await said('label: shop')).toBe('every known route');
  expect(await said('scenario: to-upstream.yaml')).toBe('every request');
  expect(await said('gateways: [http://127.0.0.1:4011]')).toBe('every request');
});

test('explain writes the same as JSON, and takes no option that changes a scenario', async () => {
  const explained = await hosted(['explain', 'rate-limit-storm', '--json']);
  expect(JSON.parse(explained.out)).toMatchObject({
    ...{ name: 'rate-limit-storm', platform: 'token-factory', capMs: 600_000, warnings: [] },
    hypothesis: { stages: ['wave-1', 'crest-1', 'wave-2', 'crest-2'] },
  });
  const refused = await hosted(['explain', 'rate-limit-storm', '--seed', '7']);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('--seed changes a scenario; a drill names its own under "target"');
});

test('list, show and schema know drills and probes', async () => {
  const drills = JSON.parse((await hosted(['list', 'drills', '--json'])).out) as { name: string }[];
  expect(drills.map(({ name }) => name)).toEqual(drillNames());
  const probes = await hosted(['list', 'probes']);
  expect(probes.out).toContain('success-share');
  const shown = await hosted(['show', 'slow-death']);
  expect(shown.out).toBe(readFileSync(shippedDrill('slow-death'), 'utf8'));
  const schema = JSON.parse((await hosted(['schema', 'drill'])).out) as { title: string };
  expect(schema.title).toBe('badgateway drill');
});
