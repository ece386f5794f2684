import { formatCount } from '../../lib/units.ts';
import type { Attempt, Timeline } from '../../model/timeline.ts';
import { formatWait } from '../../timeline/describe.ts';
import { attemptsOf, lastOf } from '../../timeline/endings.ts';
import { type Outage, outagesOf } from '../../timeline/outages.ts';
import { namedUpstream } from '../../timeline/place.ts';
import { backAt, leftAt, wellSince } from '../../timeline/return.ts';
import type { ScenarioDocument } from './schema.ts';

type Failover = NonNullable<ScenarioDocument['failover']>;
type Since = (attempt: Attempt | null) => number | null;

/** Most outages and switches that are listed. */
const maxListed = 20;
/** Most of them that are told in sentences. */
const maxSaid = 6;

function outageDocument(outage: Outage, since: Since): Failover['outages'][number] {
  const { upstream, failed } = outage;
  const left = leftAt(outage);
  const back = left === null ? outage.ended : backAt(outage, left);
  return {
    ...{ upstream, fromMs: since(failed[0]) ?? 0, failures: failed.length, switchedMs: since(left) },
    probes: left === null ? 0 : failed.filter(({ at }) => at > left.at).length,
    wellMs: left === null ? null : since(wellSince(outage, left, back)),
    backMs: since(back),
  };
}

/** Where the calls that were answered moved from one upstream to another, in the order of their answers. */
function switchesOf({ calls }: Timeline, since: Since): Failover['switches'] {
  const served = calls.map(lastOf).filter(({ result }) => result.kind === 'answered');
  const inOrder = served.toSorted((one, other) => one.at - other.at);
  return inOrder.flatMap((attempt, index) => {
    const [from, to] = [inOrder[index - 1]?.entry.upstream, attempt.entry.upstream];
    const isSwitch = from !== undefined && to !== undefined && from !== to;
    return isSwitch ? [{ atMs: since(attempt) ?? 0, from, to }] : [];
  });
}

function servedBy(timeline: Timeline): Failover['upstreams'] {
  const all = attemptsOf(timeline).map(({ attempt }) => attempt);
  const names = new Set(all.flatMap(({ entry: { upstream } }) => (upstream === undefined ? [] : [upstream])));
  const served = timeline.calls.map(lastOf).filter(({ result }) => result.kind === 'answered');
  const countOf = (attempts: readonly Attempt[], name: string) =>
    attempts.filter(({ entry }) => entry.upstream === name).length;
  return [...names].map((name) => ({ name, requests: countOf(all, name), calls: countOf(served, name) }));
}

function describeOutage({ upstream, fromMs, failures, switchedMs, ...outage }: Failover['outages'][number]) {
  const failed = `${upstream} failed ${formatCount(failures, 'time')} from ${formatWait(fromMs)} on`;
  if (switchedMs === null) return `${failed}; the client stayed with it`;
  const { probes, wellMs, backMs } = outage;
  const later =
    backMs === null || wellMs === null ? '' : `, ${formatWait(backMs - wellMs)} after it was seen to be well`;
  const well = wellMs === null ? '' : `, though it was well at ${formatWait(wellMs)}`;
  return [
    `${failed}; the client switched at ${formatWait(switchedMs)}`,
    `${probes} of these requests came after that`,
    backMs === null ? `it did not come back${well}` : `it came back at ${formatWait(backMs)}${later}`,
  ].join('; ');
}

function describe({ upstreams, outages, switches }: Omit<Failover, 'says'>, calls: number): string[] {
  const served = upstreams.map(({ name, calls: own, requests }) => {
    return `${name} ${own} with ${formatCount(requests, 'request')}`;
  });
  const moves = switches.slice(0, maxSaid).map(({ atMs, to }) => `to ${to} at ${formatWait(atMs)}`);
  const left = switches.length - moves.length;
  const more = left === 0 ? [] : [`and ${left} more`];
  return [
    `${formatCount(calls, 'call')}, served by ${served.join(', ')}`,
    ...(moves.length === 0 ? [] : [`switched ${[...moves, ...more].join(', ')}`]),
    ...outages.slice(0, maxSaid).map(describeOutage),
  ];
}

/** Who served the calls, and what clients did that named one of several upstreams; `null`: there is one. */
export function failoverDocument(timeline: Timeline, began: number): ScenarioDocument['failover'] {
  const upstreams = servedBy(timeline);
  if (upstreams.length === 0) return null;
  const since: Since = (attempt) => (attempt === null ? null : Math.round((attempt.at - began) * 10) / 10);
  const outages = outagesOf(timeline)
    .slice(0, maxListed)
    .map((outage) => outageDocument(outage, since));
  const named = attemptsOf(timeline).some(({ attempt }) => namedUpstream(attempt.entry) !== null);
  const switches = named ? switchesOf(timeline, since).slice(0, maxListed) : [];
  const document = { upstreams, switches, outages };
  return { ...document, says: describe(document, timeline.calls.length) };
}
