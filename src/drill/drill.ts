import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { faultListsOf } from '../engine/fault-lists.ts';
import { expectedOf, expectedOnly } from '../judge/expected.ts';
import type { Expected } from '../judge/judge.ts';
import { judgeScenario } from '../judge/judge-scenario.ts';
import { UsageError } from '../lib/errors.ts';
import { version } from '../lib/version.ts';
import type { Judged, Judgement } from '../model/judgement.ts';
import type { FaultUse, Scenario } from '../model/scenario.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { sinceBaseline } from './baseline.ts';
import { shownCommand } from './command-line.ts';
import { exitCodeOf } from './exit-code.ts';
import { atOnce } from './jobs.ts';
import { mergedEntries, type Ran, worstEnd } from './merge.ts';
import { Progress, type ScenarioProgress } from './progress.ts';
import { type RunParts, type RunSetting, runOnce } from './run.ts';
import { type Screen, sinkTo } from './screen.ts';

/** The parameters of a drill. */
export interface Plan {
  readonly scenarios: readonly CompiledScenario[];
  /** How often the command is run under each scenario; `null`: as often as the scenario says. */
  readonly repeat: number | null;
  /** Number of scenarios at once. Repetitions of one scenario always run one after the other. */
  readonly jobs: number;
  /** Names of the expectations to judge; `null`: all. */
  readonly only: readonly string[] | null;
  /** Ids of findings that the baseline excuses. */
  readonly known: ReadonlySet<string>;
  readonly setting: RunSetting;
}

/** Where the command's output goes. */
export interface DrillOutput {
  readonly screen: Screen;
  /** `apart`: standard output is reserved for the report. */
  readonly output: 'through' | 'apart';
  /** Prefix of each line of a scenario's output if several scenarios run at once. */
  prefixOf(name: string): string;
}

/** Thrown when the drill is interrupted: an incomplete drill proves nothing. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

function expectedHere(scenario: Scenario, only: readonly string[] | null): readonly Expected[] {
  return only === null ? expectedOf(scenario, 'drill') : expectedOnly(scenario, only);
}

/**
 * The scenarios under which a selected expectation can be judged: those whose `expect` names it, else those
 * that judge it in every drill, else those without an `expect`.
 */
function worthRunning({ scenarios, only }: Plan): readonly CompiledScenario[] {
  const isNamed = ({ expectation }: Expected) => only?.includes(expectation.name) ?? true;
  const among = (isMeant: (expected: Expected) => boolean) =>
    scenarios.filter(({ scenario }) =>
      expectedOf(scenario, 'drill').some((expected) => isNamed(expected) && isMeant(expected)),
    );
  const asking = among(({ by }) => by !== 'always');
  const worth = asking.length > 0 ? asking : among(() => true);
  const open = scenarios.filter(({ scenario }) => expectedHere(scenario, only).length > 0);
  if (worth.length > 0 || open.length > 0) return worth.length > 0 ? worth : open;
  throw new UsageError(`Failed to drill: none of the scenarios expects ${only?.join(' or ') ?? 'anything'}`);
}

function judgedFrom(runs: readonly Ran[], scenario: Scenario, { only, known }: Plan): Judged {
  const { name, inUse } = scenario;
  const seen = {
    entries: mergedEntries(runs),
    dropped: runs.reduce((sum, { dropped }) => sum + dropped, 0),
    // A request to a shipped scenario that is not part of the drill is judged by this drill's contract.
    inUseOf: () => inUse,
  };
  const timeline = timelineOf(name, name, seen, worstEnd(runs));
  const scope = only === null ? 'all' : 'part';
  return sinceBaseline(
    judgeScenario(timeline, scenario, { expected: expectedHere(scenario, only), scope }),
    known,
  );
}

const showsCorporateProxy = ({ fault, params }: FaultUse) =>
  fault === 'tls-certificate' && params['profile'] === 'corporate-proxy';

/**
 * The runs of one repetition. Whether a client trusts the corporate root or verifies nothing shows only in a
 * pair of runs: with the root it has to get through, without it it must not.
 */
function trustingsOf(
  { scenario: { rules } }: CompiledScenario,
  { roots }: RunSetting,
): readonly RunParts['trusting'][] {
  const isShown = rules.flatMap(faultListsOf).flat().some(showsCorporateProxy);
  return roots.without !== null && isShown ? ['all', 'without'] : ['all'];
}

function repeatOf({ scenario }: CompiledScenario, { repeat }: Plan): number {
  return repeat ?? scenario.repetitions;
}

/** Repetitions run one after the other, so that no other requests are in flight during a run. */
async function repeated(
  compiled: CompiledScenario,
  plan: Plan,
  drillOutput: DrillOutput,
  scenarioProgress: ScenarioProgress,
): Promise<readonly Ran[]> {
  const { jobs, setting } = plan;
  const { screen, output: mode } = drillOutput;
  const prefix = jobs > 1 ? drillOutput.prefixOf(compiled.scenario.name) : null;
  const runs: Ran[] = [];
  for (let repetition = 1; repetition <= repeatOf(compiled, plan); repetition += 1) {
    scenarioProgress.repetition(repetition);
    const sinks = {
      out: sinkTo((text) => screen.write(mode === 'apart' ? 'err' : 'out', text), prefix),
      err: sinkTo((text) => screen.write('err', text), prefix),
    };
    const onOutput = (stream: 'out' | 'err', chunk: Buffer) => sinks[stream].write(chunk);
    const parts = { compiled, repetition, onOutput, onRequest: scenarioProgress.request };
    for (const trusting of trustingsOf(compiled, setting)) {
      const ran = await runOnce({ ...parts, trusting }, setting);
      // Without the root that it needs the command is to fail: only how it verifies is judged of that run.
      runs.push(trusting === 'all' ? ran : { ...ran, end: null });
      if (setting.interrupts.stop.aborted) throw new Interrupted();
    }
    sinks.out.end();
    sinks.err.end();
  }
  return runs;
}

/** Runs the command under every scenario and judges what it did. */
export async function drill(plan: Plan, output: DrillOutput): Promise<Judgement> {
  const { setting, jobs, known } = plan;
  const worth = worthRunning(plan);
  const progress = new Progress(output.screen, setting.clock, worth.length);
  const failed = new AbortController();
  const stop = AbortSignal.any([setting.interrupts.stop, failed.signal]);
  const within = { ...plan, setting: { ...setting, interrupts: { ...setting.interrupts, stop } } };
  const at = setting.clock.now();
  try {
    const judged = await atOnce(jobs, worth, async (compiled) => {
      if (stop.aborted) throw new Interrupted();
      const scenarioProgress = progress.begin(compiled.scenario.name, repeatOf(compiled, plan));
      try {
        const runs = await repeated(compiled, within, output, scenarioProgress);
        const result = judgedFrom(runs, compiled.scenario, plan);
        scenarioProgress.done(result.outcome);
        return result;
      } catch (error) {
        failed.abort();
        throw error;
      }
    });
    const found = judged.flatMap(({ verdicts }) => verdicts.flatMap(({ findings }) => findings));
    return {
      ...{ version, at, judged, exit: exitCodeOf(judged) },
      command: shownCommand(
        setting.command,
        setting.env,
        worth.map(({ scenario }) => scenario.inUse.platform),
      ),
      known: [...new Set(found.map(({ id }) => id).filter((id) => known.has(id)))],
    };
  } finally {
    progress.close();
  }
}
