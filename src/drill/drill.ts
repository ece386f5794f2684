import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { expectedOf } from '../judge/expected.ts';
import type { Expected } from '../judge/judge.ts';
import { judgeScenario } from '../judge/judge-scenario.ts';
import { UsageError } from '../lib/errors.ts';
import { version } from '../lib/version.ts';
import type { Judged, Judgement } from '../model/judgement.ts';
import type { Scenario } from '../model/scenario.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { sinceBaseline } from './baseline.ts';
import { shownCommand } from './command-line.ts';
import { exitCodeOf } from './exit-code.ts';
import { atOnce } from './jobs.ts';
import { mergedEntries, type Ran, worstEnd } from './merge.ts';
import { Progress, type Stint } from './progress.ts';
import { type RunSetting, runOnce } from './run.ts';
import { type Screen, spoutTo } from './screen.ts';

/** What a drill is asked for. */
export interface Plan {
  readonly scenarios: readonly CompiledScenario[];
  readonly repeat: number;
  /** Scenarios at once; the repetitions of one never are. */
  readonly jobs: number;
  /** Expectations that are judged; `null`: all that are expected. */
  readonly only: readonly string[] | null;
  /** Ids of findings that do not count. */
  readonly known: ReadonlySet<string>;
  readonly setting: RunSetting;
}

/** Where the command's output goes. */
export interface DrillOutput {
  readonly screen: Screen;
  /** `apart`: standard output is for the report alone. */
  readonly output: 'through' | 'apart';
  /** Of a scenario, before each line, where several run at once. */
  prefixOf(name: string): string;
}

/** The drill was ended from outside: what there is of it proves nothing. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

function expectedHere(scenario: Scenario, only: readonly string[] | null): readonly Expected[] {
  const expected = expectedOf(scenario, 'drill');
  return only === null ? expected : expected.filter(({ expectation }) => only.includes(expectation.name));
}

/**
 * The scenarios under which something that is asked for can be seen: those that ask for it themselves, else
 * those where it is judged as in every drill.
 */
function worthRunning({ scenarios, only }: Plan): readonly CompiledScenario[] {
  const among = (isMeant: (expected: Expected) => boolean) =>
    scenarios.filter(({ scenario }) => expectedHere(scenario, only).some(isMeant));
  const asking = among(({ by }) => by !== 'always');
  const worth = asking.length > 0 ? asking : among(() => true);
  if (worth.length > 0) return worth;
  throw new UsageError(`Failed to drill: none of the scenarios expects ${only?.join(' or ') ?? 'anything'}`);
}

function judgedFrom(runs: readonly Ran[], scenario: Scenario, { only, known }: Plan): Judged {
  const { name, inUse } = scenario;
  const seen = {
    entries: mergedEntries(runs),
    dropped: runs.reduce((sum, { dropped }) => sum + dropped, 0),
    // A request to a shipped scenario that was not drilled is judged by the contract of the one that was.
    inUseOf: () => inUse,
  };
  const timeline = timelineOf(name, name, seen, worstEnd(runs));
  const scope = only === null ? 'all' : 'part';
  return sinceBaseline(
    judgeScenario(timeline, scenario, { expected: expectedHere(scenario, only), scope }),
    known,
  );
}

/** One run after the other: in none of them anybody else's requests are under way. */
async function repeated(
  compiled: CompiledScenario,
  plan: Plan,
  drillOutput: DrillOutput,
  stint: Stint,
): Promise<readonly Ran[]> {
  const { repeat, jobs, setting } = plan;
  const { screen, output: mode } = drillOutput;
  const prefix = jobs > 1 ? drillOutput.prefixOf(compiled.scenario.name) : null;
  const runs: Ran[] = [];
  for (let repetition = 1; repetition <= repeat; repetition += 1) {
    stint.repetition(repetition);
    const spouts = {
      out: spoutTo((text) => screen.write(mode === 'apart' ? 'err' : 'out', text), prefix),
      err: spoutTo((text) => screen.write('err', text), prefix),
    };
    const onOutput = (stream: 'out' | 'err', chunk: Buffer) => spouts[stream].write(chunk);
    runs.push(await runOnce({ compiled, repetition, onOutput, onRequest: stint.request }, setting));
    spouts.out.end();
    spouts.err.end();
    if (setting.interrupts.stop.aborted) throw new Interrupted();
  }
  return runs;
}

/** Runs the command under every scenario and judges what it did. */
export async function drill(plan: Plan, output: DrillOutput): Promise<Judgement> {
  const { setting, jobs, repeat, known } = plan;
  const worth = worthRunning(plan);
  const progress = new Progress(output.screen, setting.clock, worth.length, repeat);
  const failed = new AbortController();
  const stop = AbortSignal.any([setting.interrupts.stop, failed.signal]);
  const within = { ...plan, setting: { ...setting, interrupts: { ...setting.interrupts, stop } } };
  const at = setting.clock.now();
  try {
    const judged = await atOnce(jobs, worth, async (compiled) => {
      if (stop.aborted) throw new Interrupted();
      const stint = progress.begin(compiled.scenario.name);
      try {
        const runs = await repeated(compiled, within, output, stint);
        const result = judgedFrom(runs, compiled.scenario, plan);
        stint.done(result.outcome);
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
