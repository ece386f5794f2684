import { expect, test, vi } from 'vitest';
import { serving } from '../helpers/command.ts';
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

test('where nothing came nothing is judged', async () => {
  const { child, err, stop } = await serving(['rate-limited-then-recovers']);
  child.kill('SIGUSR2');
  expect(await stop()).toBe(0);
  expect(err()).not.toContain('honours-retry-after');
});
