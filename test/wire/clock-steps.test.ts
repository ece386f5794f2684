import { expect, test } from 'vitest';
import { type FixedClock, fixedClock } from '../helpers/clock.ts';
import type { Told } from '../helpers/drill.ts';
import { validKey } from '../helpers/facts.ts';
import { type StartedGateway, startGateway } from '../helpers/gateway.ts';

const hour = 3_600_000;

const scenario = `
rules:
  - { sequence: [{ error: { status: 429, retryAfter: { date: 9s } } }, ok], then: repeat }
rateLimits: [{ id: many, rate: 50 requests per minute }]
expect: [honours-retry-after]
`;

interface Dates {
  readonly status: number;
  readonly date: number;
  /** `null`: none was asked for. */
  readonly retryAt: number | null;
}

async function ask({ url }: StartedGateway): Promise<Dates> {
  const headers = { authorization: `Bearer ${validKey}`, connection: 'close' };
  const { status, headers: said } = await fetch(`${url}/v1/models`, { headers });
  const [date, retryAfter] = [said.get('date') ?? '', said.get('retry-after')];
  return { status, date: Date.parse(date), retryAt: retryAfter === null ? null : Date.parse(retryAfter) };
}

/** An answer that asks for a wait, and the retry that comes after `wait`. */
async function waiting(wait: (clock: FixedClock) => void) {
  const clock = fixedClock();
  const gateway = await startGateway({ scenario, clock });
  const asked = await ask(gateway);
  wait(clock);
  const retried = await ask(gateway);
  expect([asked.status, retried.status]).toEqual([429, 200]);
  clock.advance(1_000);
  const { scenarios } = (await gateway.gateway.steering.verdicts(null)) as Pick<Told, 'scenarios'>;
  const found = scenarios[0]?.verdicts.find(({ expectation }) => expectation === 'honours-retry-after');
  const notices = gateway.gateway.journal
    .entries()
    .flatMap((entry) => (entry.kind === 'notice' ? [entry.says] : []));
  const after = await ask(gateway);
  await gateway.close();
  return { outcome: found?.outcome, because: found?.because, notices, asked, after, now: clock.wall() };
}

const set = (direction: string) => [`the wall clock was set ${direction} by 1h; no wait around it is judged`];

test('a client that goes by the date is not accused, whichever way the clock was set', async () => {
  const forward = await waiting((clock) => {
    clock.advance(2_000);
    clock.setWall(hour);
  });
  expect(forward).toMatchObject({
    outcome: 'inconclusive',
    because: expect.stringContaining('but the wall clock was set meanwhile'),
    notices: set('forward'),
  });
  const back = await waiting((clock) => {
    clock.setWall(-hour);
    clock.advance(hour + 9_000);
  });
  expect(back).toMatchObject({
    outcome: expect.stringMatching(/^(pass|inconclusive)$/),
    notices: set('back'),
  });
});

test('one that comes early by a clock that was not set is', async () => {
  expect(await waiting((clock) => clock.advance(2_000))).toMatchObject({ outcome: 'fail', notices: [] });
});

test('dates of an answer are of one clock, before and after a step, and waits judged by it', async () => {
  const { asked, after, now } = await waiting((clock) => {
    clock.setWall(hour);
    clock.advance(9_000);
  });
  for (const { date, retryAt } of [asked, after]) expect((retryAt ?? 0) - date).toBe(9_000);
  expect(after.date).toBe(Math.floor(now / 1_000) * 1_000);
  expect(after.date - asked.date).toBeGreaterThan(hour);
});
