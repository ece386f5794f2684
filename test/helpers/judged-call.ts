import { expectedOf } from '../../src/judge/expected.ts';
import { judgeScenario } from '../../src/judge/judge-scenario.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { fixedClock } from './clock.ts';
import { journalOf, startGateway } from './gateway.ts';
import { outlast, settle } from './observe.ts';
import { makeCall, type Ways } from './virtual-client.ts';

/** What one call of a client meets, attempt by attempt, and what is found: `NAME outcome`, but for a pass. */
export interface Judged {
  readonly met: string;
  readonly found: string;
}

/** The outcome, and the expectations that failed. */
export function foundIn(timeline: Timeline, scenario: Scenario): string {
  const asked = { expected: expectedOf(scenario, 'drill'), scope: 'all' } as const;
  const { outcome, verdicts } = judgeScenario(timeline, scenario, asked);
  const failed = verdicts.filter((each) => each.outcome === 'fail').map(({ expectation }) => expectation);
  return [outcome, ...failed].join(' ');
}

/** One call under a scenario, in virtual time. */
export async function judgedCall(name: string, text: string, stream: boolean, ways: Ways): Promise<Judged> {
  const clock = fixedClock();
  const scenario = await loadScenario(text, `${name}.yaml`, { platform: 'openai' });
  const started = await startGateway({ scenario: text, clock, overrides: { platform: 'openai' } });
  const [{ got, end }] = await outlast(
    clock,
    makeCall({ url: started.url, chat: { model: 'gpt-4o', stream } }, ways, clock),
  );
  await settle();
  const seen = { entries: journalOf(started), dropped: 0, inUseOf: () => scenario.inUse };
  const met = got.map(({ status, body }) => `${status ?? 'none'}${body === 'whole' ? '' : ` ${body}`}`);
  await started.close();
  return { met: met.join(', '), found: foundIn(timelineOf('inline', 'inline', seen, end), scenario) };
}
