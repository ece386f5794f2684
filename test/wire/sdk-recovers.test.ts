import { expect, onTestFinished, test } from 'vitest';
import { sdk } from '../helpers/clients/sdk.ts';
import { requestsOf, startGateway } from '../helpers/gateway.ts';

/** Real seconds: the SDK's own timers are what is shown here. */
test('rate-limited-then-recovers: the unmodified SDK gets through, and the journal says how', async () => {
  const started = await startGateway({ scenario: 'rate-limited-then-recovers' });
  onTestFinished(() => started.close());
  // Its default of two retries.
  const openai = sdk(started.url, { maxRetries: 2 });
  const { choices } = await openai.chat.completions.create({
    model: 'Omniva/Kimi-K2.6',
    messages: [{ role: 'user', content: 'hello' }],
  });
  expect(choices[0]?.finish_reason).toBe('stop');

  const entries = await requestsOf(started, 3);
  const told = entries.map(({ call, attempt, played: { status, headers } }) => {
    const at = headers.indexOf('Retry-After');
    return { call, attempt, status, retryAfter: at === -1 ? null : headers[at + 1] };
  });
  expect(told).toEqual([
    { call: 1, attempt: 1, status: 429, retryAfter: '5' },
    { call: 1, attempt: 2, status: 429, retryAfter: '7' },
    { call: 1, attempt: 3, status: 200, retryAfter: null },
  ]);
  const [one = 0, two = 0, three = 0] = entries.map(({ at }) => at);
  expect(two - one).toBeGreaterThan(4_990);
  expect(three - two).toBeGreaterThan(6_990);
  expect(entries.map(({ signals }) => signals.includes('retry-count'))).toEqual([false, true, true]);
});
