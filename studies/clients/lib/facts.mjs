/** What a client did under one scenario, from the JSON report of its drill, in the words of the page. */

const seconds = (ms) => (ms / 1_000).toFixed(2);

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Of the nth gap of all calls the median. */
export function gapsOf(calls) {
  const most = Math.max(0, ...calls.map(({ attempts }) => attempts.length));
  return Array.from({ length: most }, (_, n) => calls.flatMap(({ attempts }) => attempts[n]?.gapMs ?? []))
    .filter((gaps) => gaps.length > 0)
    .map(median);
}

/** Findings that count: those of verdicts that fail, and of them what is more than advice. */
export function failuresOf({ verdicts }) {
  return verdicts
    .filter(({ outcome }) => outcome === 'fail')
    .flatMap(({ findings }) => findings.filter(({ severity }) => severity !== 'advice'));
}

export function adviceOf({ verdicts }) {
  return verdicts.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'advice'));
}

export const problems = (findings) =>
  [...new Set(findings.map(({ problem }) => problem.replaceAll('-', ' ')))].join(', ');

/** What the scenario asks for; that a program may end as it likes asks for nothing. */
export function askedIn({ verdicts }) {
  return verdicts.filter(({ by, params }) => by === 'asked' && params !== 'any');
}

/** `✗ retried too early`: the mark and its words. */
export function judged(scenario) {
  const failures = failuresOf(scenario);
  const absent = failures.every(({ nature }) => nature === 'absent');
  if (failures.length > 0) return `${absent ? '–' : '✗'} ${problems(failures)}`;
  const open = askedIn(scenario).filter(({ outcome }) => outcome === 'inconclusive');
  if (open.length > 0) return `? ${open.map(({ expectation }) => expectation).join(', ')}`;
  const advice = problems(adviceOf(scenario));
  return advice === '' ? '✓' : `✓ (advice: ${advice})`;
}

/** `3`, `2–3`; `≥ 4` of a program that its limit ended. */
export function requests({ calls, command }) {
  const counts = calls.map(({ attempts }) => attempts.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (counts.length === 0) return '0';
  const range = least === most ? String(least) : `${least}–${most}`;
  return command?.stopped === null ? range : `≥ ${range}`;
}

/** How it ended, where that is of interest: `exit 0` after an answer is not. */
function ending({ calls, command }, limit) {
  if (command?.stopped === 'time') return `ended after ${limit}`;
  const answered = calls.every(({ attempts }) => attempts.at(-1)?.met === 'answered');
  if (answered && command?.code === 0) return '';
  return command?.code === 0 ? 'exit 0 without an answer' : 'error';
}

/** A cell of the table; its first line and the number of requests stay the same from run to run. */
export function cell({ scenario, limit }) {
  const gaps = gapsOf(scenario.calls).map(seconds).join(', ');
  const told = [requests(scenario), gaps === '' ? '' : `${gaps} s`, ending(scenario, limit)];
  return `${judged(scenario)}<br>${told.filter((part) => part !== '').join(' · ')}`;
}
