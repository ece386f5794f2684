import { type Mistake, printMistakes } from '../config/mistakes.ts';
import { describeLength, describeStop, describeWhole, type ProbeSpan } from '../drill-file/describe.ts';
import { checkDrill } from '../drill-file/load.ts';
import { drawStages } from '../drill-file/picture.ts';
import { describeBlastRadius } from '../engine/describe-blast-radius.ts';
import { overridesOf } from '../gateway/read-scenarios.ts';
import { UsageError } from '../lib/errors.ts';
import { paintFor } from '../lib/paint.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { formatDuration } from '../lib/units.ts';
import type { DrillFile, DrillStage, DrillTarget } from '../model/drill-file.ts';
import { scenarioName } from '../scenario/name.ts';
import { createRedactor } from '../secrets/redact.ts';
import { describeRule } from './describe-rule.ts';
import type { ExplainOptions } from './options.ts';

/** Options for a scenario, which a drill names itself. */
function refuseOverrides(options: ExplainOptions): void {
  const [given] = Object.keys(overridesOf(options));
  if (given !== undefined)
    throw new UsageError(`--${given} changes a scenario; a drill names its own under "target"`);
}

function describeTarget({ inUse, scenario, gateways, label }: DrillTarget): string {
  const whose = label === null ? '' : `; probes count requests with label ${label}`;
  const where =
    gateways.length > 0
      ? `the gateways at ${gateways.join(', ')}`
      : `a gateway that plays ${scenarioName(scenario)}`;
  return `On ${inUse.platform.title}, with ${where}${whose}.`;
}

/** `success: the share of calls … is at least 99 % (over 30s, from 20 samples on)` */
function saidProbes({ probes }: DrillFile, ids: readonly string[], span: ProbeSpan): readonly string[] {
  const named = probes.filter(({ id }) => ids.includes(id));
  return named.map((probe) => `${probe.id}: ${describeWhole(probe, span)}`);
}

function describeStage(
  drill: DrillFile,
  stage: DrillStage,
): { readonly says: string; readonly rules: readonly string[]; readonly probes: readonly string[] } {
  const { inUse, always } = drill.target;
  const { headers } = inUse.platform.credential;
  return {
    says: `${stage.name}, ${describeLength(stage.length)}`,
    rules: stage.rules.map((rule) =>
      describeRule({ ...rule, id: `drill:${stage.name}/${rule.id}` }, headers, always),
    ),
    probes: saidProbes(drill, stage.probes, 'window'),
  };
}

function stopsOf({ stopConditions, probes }: DrillFile): readonly string[] {
  if (stopConditions.kind === 'none') return [];
  return stopConditions.conditions.map((condition) => describeStop(condition, probes));
}

/** Everything that is said of a drill, without secrets. */
function saidOf(drill: DrillFile) {
  const { hypothesis, steadyState, stages, blastRadius, target } = drill;
  const { headers } = target.inUse.platform.credential;
  return {
    name: drill.name,
    title: drill.title,
    platform: target.inUse.platform.name,
    target: describeTarget(target),
    hypothesis: {
      says: hypothesis.says,
      stages: hypothesis.stages,
      probes: saidProbes(drill, hypothesis.probes, 'stages'),
    },
    steadyState: saidProbes(drill, steadyState, 'window'),
    picture: drawStages(stages),
    stages: stages.map((stage) => describeStage(drill, stage)),
    blastRadius: blastRadius === null ? null : describeBlastRadius(blastRadius, headers),
    stopConditions: stopsOf(drill),
  };
}

const listed = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join('');

function writeStages(stages: ReturnType<typeof saidOf>['stages']): string {
  return stages
    .filter(({ rules, probes }) => rules.length + probes.length > 0)
    .map(({ says, rules, probes }) => {
      const held = probes.map((probe) => `  at its end is held: ${probe}\n`);
      return `\n${says}\n${rules.map((rule) => `${rule}\n`).join('')}${held.join('')}`;
    })
    .join('');
}

function writeStops({ stopConditions, leaseMs, capMs, everyMs }: DrillFile, said: readonly string[]): string {
  const [cap, lease] = [formatDuration(capMs), formatDuration(leaseMs)];
  const end = `It is stopped after ${cap} at the latest; faults end within ${lease} if its runner is gone.`;
  if (stopConditions.kind === 'none') return `\nNo probe stops it: ${stopConditions.because}\n${end}\n`;
  return `\nAsked every ${formatDuration(everyMs)}, it is stopped\n${listed(said)}${end}\n`;
}

function write(drill: DrillFile, said: ReturnType<typeof saidOf>): string {
  const { hypothesis, blastRadius } = said;
  return `${said.title} (${said.name})
${said.target}

Claimed, over ${hypothesis.stages.join(', ')}: ${hypothesis.says}
${listed(hypothesis.probes)}
Steady state, before the first fault and behind the last one:
${listed(said.steadyState)}
${listed(said.picture)}${writeStages(said.stages)}
${blastRadius === null ? 'Nothing bounds whom its faults hit.' : `Blast radius: ${blastRadius}`}
${writeStops(drill, said.stopConditions)}`;
}

/** Prints what a drill does and claims, with its stages as bands. */
export async function explainDrill(
  { text, file }: { readonly text: string; readonly file: string },
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  refuseOverrides(options);
  const { drill, warnings } = await checkDrill(text, file);
  const { text: redacted } = createRedactor([drill.target.inUse.platform]);
  const said = saidOf(drill);
  if (options.json === true) {
    const { capMs, leaseMs, everyMs } = drill;
    terminal.out(`${redacted(JSON.stringify({ ...said, capMs, leaseMs, everyMs, warnings }, null, 2))}\n`);
    return 0;
  }
  warn(warnings, terminal);
  terminal.out(redacted(write(drill, said)));
  return 0;
}

function warn(warnings: readonly Mistake[], terminal: Terminal): void {
  if (warnings.length > 0) terminal.err(`${printMistakes(warnings, paintFor(terminal))}\n`);
}
