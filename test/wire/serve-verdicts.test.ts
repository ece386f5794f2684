import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { badgateway, serving } from '../helpers/command.ts';
import { chat } from '../helpers/gateway.ts';

const ask = (url: string) => chat(url).then((response) => response.text());

test('a gateway that serves tells its verdicts on SIGUSR2 and when it ends, and ends with 0', async () => {
  const { url, child, err, stop } = await serving(['rate-limited-then-recovers']);
  await ask(url);
  await ask(url);
  child.kill('SIGUSR2');
  await vi.waitFor(() => expect(err()).toContain('honours-retry-after'));
  const asked = err();
  expect(asked).toMatch(/attempt 2 .*Retry-After: 5/s);
  await ask(`${url}/@healthy.other`);
  expect(await stop()).toBe(0);
  const told = err().slice(asked.length);
  expect(told).toContain('honours-retry-after');
  // The other label has a timeline of its own.
  expect(told).toContain('other');
});

test('verdicts go into files too, by their endings', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'verdicts-')), 'verdicts.json');
  const { url, stop } = await serving(['rate-limited-then-recovers', '--report', file]);
  await ask(url);
  await ask(url);
  expect(await stop()).toBe(0);
  const report = JSON.parse(readFileSync(file, 'utf8')) as { scenarios: { name: string; outcome: string }[] };
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
