import {
  ControlError,
  type Report,
  type ResetCounts,
  type Resettable,
  type Scope,
  type ShownRadius,
  type ShownScenario,
  type Steering,
} from '../control/steering.ts';
import { describeBlastRadius } from '../engine/describe-blast-radius.ts';
import { stageAt } from '../engine/stages.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import type { ManualClock } from '../lib/manual-clock.ts';
import { unknownName } from '../lib/nearest.ts';
import { version } from '../lib/version.ts';
import type { Entry, NoticeEntry } from '../model/entry.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import type { Exchange } from './exchange.ts';
import type { FaultControl } from './fault-control.ts';
import type { Library } from './library.ts';
import type { Outcomes } from './outcomes.ts';
import type { Runs } from './runs.ts';
import { AdmissionSteering } from './steer-admission.ts';
import { faultSteering } from './steer-faults.ts';
import { LimitSteering } from './steer-limits.ts';
import { RuleSteering } from './steer-rules.ts';

export interface SteeringParts {
  readonly clock: Clock;
  /** By which rules are evaluated. */
  readonly ruleClock: Clock;
  readonly movable: ManualClock | null;
  readonly library: Library;
  readonly runs: Runs;
  readonly journal: Journal;
  readonly overrides: ScenarioOverrides;
  /** Shared with every engine. */
  readonly faults: FaultControl;
  readonly outcomes: Outcomes;
  readonly reportOutcome: Steering['reportOutcome'];
  closeIdle(): void;
  readonly exchange: Pick<Exchange, 'inFlight' | 'player' | 'requests'>;
  connections(): number;
  notice(scenario: string, says: string, label?: string, notice?: NoticeEntry['notice']): void;
}

function shownRadius({ name, blastRadius, inUse }: Scenario, { runs }: SteeringParts): ShownRadius | null {
  if (blastRadius === null) return null;
  const says = describeBlastRadius(blastRadius, inUse.platform.credential.headers);
  return { says, figures: runs.radii.figuresOf(name) };
}

function shownScenario(scenario: Scenario, parts: SteeringParts): ShownScenario {
  const { library, runs, faults, clock } = parts;
  const { name, title, inUse, seed, stages } = scenario;
  const [run] = stages.length === 0 ? [] : runs.matching(name, '');
  return {
    ...{ name, title, platform: inUse.platform.name, seed },
    stages: stages.map((stage) => stage.name),
    stage: (run && stageAt(stages, run.elapsed(clock.now()))?.name) ?? null,
    ...{ known: library.names(), faults: faults.state, latch: faults.latch },
    blastRadius: shownRadius(scenario, parts),
    drill: faults.stage?.mark ?? null,
  };
}

/** Judges when it is first asked: `serve` starts without the judge. */
async function verdictsOn({ journal, library, clock }: SteeringParts, label: string | null): Promise<Report> {
  const [{ liveVerdicts }, { toDocument }] = await Promise.all([
    import('../judge/live-verdicts.ts'),
    import('../report/document/report-document.ts'),
  ]);
  const isMeant = (entry: Entry) => label === null || !('label' in entry) || entry.label === label;
  const meant = { entries: () => journal.entries().filter(isMeant), dropped: journal.dropped };
  return toDocument(await liveVerdicts({ journal: meant, library, clock, version }));
}

async function play(parts: SteeringParts, name: string, text: string | null) {
  const { library, overrides, runs, closeIdle } = parts;
  if (text !== null) {
    const [{ loadScenario }, { compileScenario }] = await Promise.all([
      import('../scenario/load.ts'),
      import('../engine/engine.ts'),
    ]);
    library.replace(compileScenario(await loadScenario(text, `${name}.yaml`, overrides)));
    runs.forget(name);
  }
  const found = await library.find(name);
  if (found === null) throw new ControlError(404, unknownName('scenario', name, library.names()));
  library.makePrimary(name);
  if (found.hasConnectionRules) closeIdle();
  return shownScenario(found.scenario, parts);
}

/** The runs of a scope go on as if a stage of their scenario began now. */
async function playStage(rules: RuleSteering, parts: SteeringParts, scope: Scope, stage: string) {
  const { runs } = parts;
  const found = await rules.find(scope);
  const { scenario } = found;
  const at = scenario.stages.findIndex(({ name }) => name === stage);
  const names = scenario.stages.map(({ name }) => name);
  if (at < 0) throw new ControlError(404, unknownName('stage', stage, names));
  const begins = scenario.stages.slice(0, at).reduce((sum, { forMs }) => sum + forMs, 0);
  // Also the run that no request has begun so far.
  runs.of(found, scope.label ?? '');
  for (const run of runs.matching(scenario.name, scope.label)) run.jump(begins);
  return shownScenario(scenario, parts);
}

/** Begins anew what is meant of the runs of a scope. */
async function reset(
  rules: RuleSteering,
  { runs, journal, outcomes }: SteeringParts,
  what: Resettable,
  scope: Scope,
): Promise<ResetCounts> {
  const { name } = (await rules.find(scope)).scenario;
  const { label } = scope;
  const concerned = (part: Resettable) => what === part || what === 'all';
  const isMeant = (entry: Entry) =>
    scope.scenario === null && label === null ? true : isOf(entry, name, label);
  // Of runs that are over a label keeps the attempts.
  const meant = runs.matching(name, label);
  if (concerned('rules')) rules.restore(name, label);
  const begun = concerned('counters') ? runs.forget(name, label) : 0;
  const entries = concerned('journal') ? journal.forget(isMeant) : 0;
  // A call whose beginning is forgotten could not be judged.
  if (entries > 0) for (const run of meant) run.attempts.forget();
  if (what !== 'rules') outcomes.forget(name, label);
  return { runs: begun, entries };
}

/** What the control API may do to this gateway. */
export function createSteering(parts: SteeringParts): { steering: Steering; rules: RuleSteering } {
  const { clock, movable, library, journal, exchange } = parts;
  const rules = new RuleSteering(parts);
  const limits = new LimitSteering({ ...parts, find: (scope) => rules.find(scope) });
  const admission = new AdmissionSteering({ ...parts, find: (scope) => rules.find(scope) });
  const steering: Steering = {
    clock,
    movable,
    rules: (scope) => rules.list(scope),
    addRule: (scope, text) => rules.put(scope, text, null),
    replaceRule: (scope, id, text) => rules.put(scope, text, id),
    replaceRules: (scope, text) => rules.replaceAll(scope, text),
    switchRule: (scope, id, state) => rules.switch(scope, id, state),
    removeRule: (scope, id) => rules.remove(scope, id),
    limits: (scope, keys) => limits.list(scope, keys),
    setLimit: (scope, setting) => limits.set(scope, setting),
    topUp: (scope, topUp) => limits.topUp(scope, topUp),
    keys: (scope) => admission.keys(scope),
    revokeKey: (scope, key) => admission.revoke(scope, key),
    rotateKey: (scope, rotation) => admission.rotate(scope, rotation),
    replicas: (scope) => admission.replicas(scope),
    setReplicas: (scope, model, healthy) => admission.setReplicas(scope, model, healthy),
    scenario: () => shownScenario(library.primary.scenario, parts),
    playScenario: (name, text) => play(parts, name, text),
    playStage: (scope, stage) => playStage(rules, parts, scope, stage),
    reset: (what, scope) => reset(rules, parts, what, scope),
    ...faultSteering(parts),
    entries: (after, limit) => journal.entries(after, limit),
    dropped: () => journal.dropped,
    underWay: () => exchange.inFlight.count,
    hanging: () => exchange.player.hanging.now,
    connections: parts.connections,
    requests: (atMost) => exchange.requests.list(atMost),
    subscribe: (onEntry) => journal.subscribe(onEntry),
    reportOutcome: parts.reportOutcome,
    verdicts: (label) => verdictsOn(parts, label),
  };
  return { steering, rules };
}

function isOf(entry: Entry, scenario: string, label: string | null): boolean {
  if (!('scenario' in entry) || entry.scenario !== scenario) return false;
  return label === null || ('label' in entry && entry.label === label);
}
