import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import { ClockSteps } from '../lib/clock-steps.ts';
import type { Log } from '../lib/log.ts';
import { repeat } from '../lib/repeat.ts';
import { formatDuration } from '../lib/units.ts';
import type { Library } from './library.ts';

/** Milliseconds between two looks at the clock: waits within them cannot be judged. */
const lookMs = 480;

interface NotingParts {
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  readonly log: Pick<Log, 'warn'>;
  /** The entry names the default scenario; a clock is the same for all. */
  readonly library: Pick<Library, 'primary'>;
}

function describeStep(byMs: number): string {
  const whole = Math.round(Math.abs(byMs) / 1_000) * 1_000;
  const direction = byMs > 0 ? 'forward' : 'back';
  return `the wall clock was set ${direction} by ${formatDuration(whole)}; no wait around it is judged`;
}

/** Puts steps of the wall clock into journal and log: no wait around them is judged. Answers what ends it. */
export function noteClockSteps({ clock, journal, log, library }: NotingParts): () => void {
  const steps = new ClockSteps(clock);
  return repeat(clock, lookMs, async () => {
    const step = steps.look();
    if (step === null) return;
    const { at, since, byMs } = step;
    const says = describeStep(byMs);
    const clockStep = { byMs, since };
    journal.append({
      ...{
        kind: 'notice',
        at,
        scenario: library.primary.scenario.name,
        label: '',
        notice: 'clock-stepped',
        says,
        clockStep,
      },
    });
    log.warn({ byMs }, says);
  });
}
