import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { badgateway, serving } from '../helpers/command.ts';
import { chat } from '../helpers/gateway.ts';

const ask = (url: string) => chat(url).then((response) => response.text());

interface Told {
  readonly scenarios: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly verdicts: readonly { readonly expectation: string; readonly because: string }[];
  }[];
}

const because = ({ scenarios }: Told, name: string) =>
  scenarios
    .find((scenario) => scenario.name === name)
    ?.verdicts.map((verdict) => verdict.because)
    .join();

test('a gateway that serves tells its verdicts on SIGUSR2 and when it ends, and ends with 0', async () => {
  const { url, child, stop } = await serving(['rate-limited-then-recovers']);
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const told = (): Told[] =>
    out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Told);
  await ask(url);
  await ask(url);
  child.kill('SIGUSR2');
  await vi.waitFor(() => expect(told()).toHaveLength(1));
  const early = /^attempt 2 came \S+ after a 429 rate-limited that asked for 5s/;
  expect(because(told()[0] as Told, 'rate-limited-then-recovers')).toMatch(early);
  await ask(`${url}/@healthy.other`);
  expect(await stop()).toBe(0);
  await vi.waitFor(() => expect(told()).toHaveLength(2));
  expect(because(told()[1] as Told, 'rate-limited-then-recovers')).toMatch(early);
  // The other label has a timeline of its own.
  expect(told()[1]?.scenarios.map(({ name }) => name)).toEqual(['rate-limited-then-recovers', 'other']);
});

test('people read them beside the log', async () => {
  const main = new URL('../../dist/main.js', import.meta.url).pathname;
  const ready = join(mkdtempSync(join(tmpdir(), 'verdicts-')), 'ready.json');
  const free = ['--port', '0', '--control-port', '0', '--ready-file', ready];
  const args = [main, 'serve', 'rate-limited-then-recovers', ...free];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  await vi.waitFor(() => expect(out).toContain('Ctrl-C stops'), 10_000);
  const url = /OPENAI_BASE_URL=(\S+)\/v1/.exec(out)?.[1] ?? '';
  const ctl = () => badgateway(['ctl', 'verdicts'], { env: { BADGATEWAY_READY_FILE: ready } });
  expect((await ctl()).out).toMatch(/^0 scenarios: .*\nExit code 0: a gateway that serves ends so/);
  await ask(url);
  await ask(url);
  const shown = await ctl();
  expect([shown.code, shown.out]).toEqual([
    0,
    expect.stringMatching(/^✗ fail {2}rate-limited-then-recovers/),
  ]);
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
  expect(err).toMatch(/honours-retry-after +attempt 2 came/);
  expect(err).toContain(shown.out);
  expect(out).not.toContain('honours-retry-after');
});

test('verdicts go into files too, by their endings', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'verdicts-')), 'verdicts.json');
  const { url, stop } = await serving(['rate-limited-then-recovers', '--report', file]);
  await ask(url);
  await ask(url);
  expect(await stop()).toBe(0);
  const report = JSON.parse(readFileSync(file, 'utf8')) as Told;
  expect(report.scenarios).toMatchObject([{ name: 'rate-limited-then-recovers', outcome: 'fail' }]);
});

test('a report that cannot be written is refused before anything is started', async () => {
  const { code, err } = await badgateway(['serve', '--port', '0', '--report', 'verdicts.pdf']);
  expect(code).toBe(2);
  expect(err).toContain('allowed endings: .json');
});

test('where nothing came nothing is judged', async () => {
  const { child, err, stop } = await serving(['rate-limited-then-recovers']);
  child.kill('SIGUSR2');
  expect(await stop()).toBe(0);
  expect(err()).not.toContain('honours-retry-after');
});

test('with --exit-verdicts the exit code is that of the verdicts, in the report too', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'verdicts-')), 'verdicts.json');
  const { url, stop } = await serving([
    ...['rate-limited-then-recovers', '--exit-verdicts', '--report', file],
  ]);
  await ask(url);
  await ask(url);
  expect(await stop()).toBe(1);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ exit: 1 });
});
