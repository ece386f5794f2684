import { describeWhen } from '../engine/describe-when.ts';
import { formatDuration } from '../lib/units.ts';
import type { Always, FaultList, Rule } from '../model/scenario.ts';
import { hideSecrets } from '../secrets/redact.ts';

/** `error status=503 + latency ms=50`; `ok`: nothing. */
function describeFaults(faults: FaultList): string {
  const said = faults.map(({ fault, params }) => {
    const simple = Object.entries(params).filter(([, value]) => typeof value !== 'object');
    return [fault, ...simple.map(([name, value]) => `${name}=${String(value)}`)].join(' ');
  });
  return said.length === 0 ? 'ok' : said.join(' + ');
}

function describeHowOften({ chance, times, every, skip }: Rule['schedule']): string {
  const part =
    typeof chance !== 'number'
      ? `, a part that changes from ${chance[0]?.chance ?? 0} to ${chance.at(-1)?.chance ?? 0}`
      : chance < 1
        ? `, ${Number((chance * 100).toFixed(4))} %`
        : '';
  const most = Number.isFinite(times) ? `, at most ${times} times` : '';
  const nth = every > 1 ? `, every ${every}th` : '';
  return `${skip > 0 ? `, after ${skip}` : ''}${nth}${part}${most}`;
}

/** `requests with model Omniva/*, 30 %: error status=503`. */
export function describeAsked({ when, subject, schedule, injection }: Rule, always: Always): string {
  const items = injection.kind === 'faults' ? [injection.faults] : injection.items;
  const whom = describeWhen(when, subject === 'request' ? always : 'every connection');
  const during =
    schedule.during === null
      ? ''
      : `, from ${formatDuration(schedule.during.fromMs)} to ${formatDuration(schedule.during.toMs)}`;
  return hideSecrets(
    `${whom}${describeHowOften(schedule)}${during}: ${items.map(describeFaults).join(', ')}`,
  );
}
