/** Possible distances between two ticks, in milliseconds. */
const steps = [1, 2, 5, 10, 30, 60, 120, 300].map((seconds) => seconds * 1_000);

const pixelsPerTick = 90;

const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const toTheMillisecond = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
});

/** `14:03:05`, in the time zone of the reader. */
export const clockTime = (ms: number): string => timeOfDay.format(ms);

/** `14:03:05.120` */
export const preciseTime = (ms: number): string => toTheMillisecond.format(ms);

/** Round times within a span of that width in pixels, so that they move with what happened then. */
export function ticksOf(from: number, to: number, width: number): readonly number[] {
  const least = ((to - from) / Math.max(width, 1)) * pixelsPerTick;
  const step = steps.find((each) => each >= least) ?? 600_000;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, n) => first + n * step);
}
