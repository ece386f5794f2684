import type { DrillStage } from '../model/drill-file.ts';
import type { DrillRecord, DrillStop, ProbeResult, StageEnd, StageRecord } from '../model/drill-record.ts';
import { describeAsked } from './asked.ts';
import { exitCodeOf } from './exit-code.ts';
import { hitsOf, lastAffectedAt } from './hits.ts';
import { worstOf } from './judge-sample.ts';
import type { Span } from './measure.ts';
import type { Observer } from './observer.ts';
import { outcomeOf } from './outcome.ts';
import { remainsOf } from './remains.ts';
import type { RunnerParts } from './runner.ts';
import type { Waits } from './waits.ts';

/** A stage that was played; times in milliseconds since the Unix epoch. */
export interface Played extends Span {
  readonly stage: DrillStage;
  readonly end: StageEnd;
}

/** What is known at the end. */
export interface Ended {
  readonly parts: RunnerParts;
  readonly observer: Observer;
  readonly waits: Waits;
  readonly beganAt: number;
  readonly before: readonly ProbeResult[];
  readonly played: readonly Played[];
  readonly stop: DrillStop | null;
  readonly figures: DrillRecord['figures'];
  /** `null`: there were none. */
  readonly faultsEndedAt: number | null;
}

async function stageRecordOf(
  { stage, from, to, end }: Played,
  { parts, observer, beganAt }: Ended,
): Promise<StageRecord> {
  const waited = stage.length.kind === 'until' ? [stage.length.probe] : [];
  const ids = [...new Set([...waited, ...stage.probes])];
  return {
    ...{ name: stage.name, role: stage.role, end },
    asked: stage.rules.map((rule) => describeAsked(rule, parts.drill.target.always)),
    ...{ fromMs: Math.round(from - beganAt), toMs: Math.round(to - beganAt) },
    ...hitsOf(observer.entries, { drill: parts.drill.title, stage: stage.name, since: beganAt }),
    probes: await atEnd(ids, { from, to }, { parts, observer }),
  };
}

/** The probes at the end of a span, over no more than it. */
async function atEnd(
  ids: readonly string[],
  { from, to }: Span,
  { parts, observer }: Pick<Ended, 'parts' | 'observer'>,
): Promise<readonly ProbeResult[]> {
  const read = ids.map((id) => {
    const overMs = parts.drill.probes.find((probe) => probe.id === id)?.overMs ?? 0;
    return observer.readOver([id], [{ from: Math.max(from, to - overMs), to }]);
  });
  return (await Promise.all(read)).flat();
}

function doubtsOf(stages: readonly StageRecord[], { observer, stop }: Ended): readonly string[] {
  const missed = stages.filter(({ role, hit }) => role === 'inject' && hit === 0);
  return [
    ...missed.map(({ name }) => `stage "${name}": no request and no connection met a fault of its rules`),
    ...(observer.unseen === 0 ? [] : [`${observer.unseen} entries of the journals were not seen`]),
    ...(observer.storeWasAway ? ['the store that the gateways share was away for a while'] : []),
    ...(stop === null ? [] : [`it was stopped: ${stop.because}`]),
  ];
}

async function hypothesisOf(
  ended: Ended,
  stages: readonly StageRecord[],
): Promise<DrillRecord['hypothesis']> {
  const { parts, observer, played } = ended;
  const { says, probes, stages: named } = parts.drill.hypothesis;
  const meant = played.filter(({ stage }) => named.includes(stage.name));
  const results = meant.length === 0 ? [] : await observer.readOver(probes, meant);
  const hit = stages.reduce((sum, stage) => sum + (named.includes(stage.name) ? stage.hit : 0), 0);
  const found = worstOf(results.map(({ outcome }) => outcome));
  // What was claimed of faults is not shown where none acted.
  const injects = meant.some(({ stage }) => stage.role === 'inject');
  const outcome = found === 'held' && injects && hit === 0 ? 'inconclusive' : found;
  return { says, stages: named, outcome, probes: results };
}

async function afterOf({ parts, observer, played, faultsEndedAt }: Ended): Promise<readonly ProbeResult[]> {
  const last = played.at(-1);
  if (faultsEndedAt === null || last === undefined) return [];
  return atEnd(parts.drill.steadyState, { from: faultsEndedAt, to: last.to }, { parts, observer });
}

/** What the drill did and what it showed, when it has ended. */
export async function recordOf(ended: Ended): Promise<DrillRecord> {
  const { parts, observer, beganAt, before, stop, played, faultsEndedAt } = ended;
  const { drill, gateways, clock } = parts;
  const tookMs = Math.round(clock.now() - beganAt);
  const remains = await remainsOf(ended);
  await observer.pull();
  const stages = await Promise.all(played.map((each) => stageRecordOf(each, ended)));
  const hypothesis = await hypothesisOf(ended, stages);
  const after = await afterOf(ended);
  const doubts = doubtsOf(stages, ended);
  const probes = [...after, ...stages.flatMap((stage) => stage.probes)];
  const outcome = outcomeOf({ hypothesis, remains, probes, stop, doubts });
  const affectedAt = lastAffectedAt(observer.entries, beganAt);
  return {
    ...{ version: parts.version, at: beganAt, name: drill.name, title: drill.title, command: parts.command },
    ...{ gateways: gateways.map(({ url }) => url), tookMs, stages, curves: observer.curves.of(drill.probes) },
    ...{ steadyState: { before, after }, hypothesis, stop, figures: ended.figures, remains },
    lastAffectedMs:
      affectedAt === null || faultsEndedAt === null
        ? null
        : Math.max(0, Math.round(affectedAt - faultsEndedAt)),
    ...{ unseen: observer.unseen, doubts, outcome, exit: exitCodeOf(stop, outcome) },
  };
}
