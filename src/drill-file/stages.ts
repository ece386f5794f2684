import { z } from 'zod';
import type { Part } from '../config/validate.ts';
import { isMapping } from '../lib/mapping.ts';
import type { DrillStage, StageLength, StageRole } from '../model/drill-file.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Rule } from '../model/scenario.ts';
import { compileRules } from '../scenario/compile.ts';
import { compileRule } from '../scenario/compile-rule.ts';
import type { ProbeReader } from './probes.ts';
import { repeatShape, stageShape } from './schema.ts';

/** Each stage is sent to every gateway. */
const maxStages = 200;

/** Keys of the one rule that a stage has on the spot. */
const onTheSpot = ['when', 'faults', 'chance', 'ramp'] as const;

/** Its id in journal and report: `drill:STAGE/faults`. */
const onTheSpotId = 'faults';

interface StageRules {
  readonly rules: readonly Rule[];
  readonly asWritten: readonly unknown[];
}

const none: StageRules = { rules: [], asWritten: [] };

/** A ramp without `over` takes the length of the stage. */
function rampOf(part: Part): unknown {
  const { value } = part.at('ramp');
  if (!isMapping(value) || !('from' in value) || 'over' in value) return value;
  const length = part.at('for').value;
  if (length !== undefined && length !== 'open') return { ...value, over: length };
  part
    .at('ramp')
    .refuse('this stage has no length of which a ramp could take its own; give it { over }', 'key');
  return { ...value, over: '1s' };
}

function readOnTheSpot(part: Part, inUse: PlatformInUse | null): StageRules {
  const given = onTheSpot.filter((key) => part.has(key));
  if (given.length === 0) return none;
  for (const key of given)
    if (!part.has('faults'))
      part.at(key).refuse(`"${key}" is for the "faults" of the stage, of which it has none`, 'key');
  if (!part.has('faults')) return none;
  if (part.has('rules')) {
    part.at('faults').refuse('a stage has "rules" or "faults", not both; write the faults as a rule', 'key');
    return none;
  }
  const written = Object.fromEntries(
    given.map((key) => [key, key === 'ramp' ? rampOf(part) : part.at(key).value]),
  );
  const rule = { ...written, id: onTheSpotId };
  return { rules: [compileRule(part.as(rule), 1, inUse)], asWritten: [rule] };
}

function readRules(part: Part, inUse: PlatformInUse | null): StageRules {
  const spot = readOnTheSpot(part, inUse);
  if (!part.has('rules')) return spot;
  const rules = compileRules(part.at('rules'), inUse);
  return {
    rules,
    asWritten: part
      .at('rules')
      .items()
      .map(({ value }) => value),
  };
}

function lengthOf(part: Part, given: number | 'open' | undefined, probes: ProbeReader): StageLength {
  if (part.has('until')) {
    if (given === 'open')
      part
        .at('for')
        .refuse('a stage with "until" ends by itself; say at the latest when, or leave "for" out');
    const probe = probes.use(part.at('until')) ?? '';
    return { kind: 'until', probe, atMostMs: typeof given === 'number' ? given : null };
  }
  if (!part.has('for') && isMapping(part.value))
    part.refuse('a stage needs "for" or "until"; for: open lasts until a person ends it', 'key');
  return typeof given === 'number' ? { kind: 'for', ms: given } : { kind: 'open' };
}

/** A stage without what follows from its place. */
export interface ReadStage {
  readonly part: Part;
  readonly stage: Omit<DrillStage, 'role'>;
}

function readStage(part: Part, inUse: PlatformInUse | null, probes: ProbeReader): ReadStage {
  const elsewhere = ['until', 'rules', 'probes', ...onTheSpot] as const;
  const { name = '', for: given, confirm = false } = part.fields(stageShape, elsewhere);
  const { rules, asWritten } = readRules(part, inUse);
  return {
    part,
    stage: {
      name,
      length: lengthOf(part, given, probes),
      rules,
      rulesText: asWritten.length === 0 ? null : JSON.stringify(asWritten),
      begins: confirm ? 'confirmed' : 'by-itself',
      probes: probes.uses(part.at('probes')),
    },
  };
}

const list = z.array(z.unknown());

/** The stages of a repetition, once for each round. */
function readRepeat(part: Part, inUse: PlatformInUse | null, probes: ProbeReader): ReadStage[] {
  const { repeat = 1 } = part.fields(repeatShape, ['stages']);
  part.at('stages').read(list.min(1, 'expected at least one stage'));
  const once = part
    .at('stages')
    .items()
    .map((item) => readStage(item, inUse, probes));
  return Array.from({ length: repeat }, (_, round) =>
    once.map(({ part: place, stage }) => ({
      part: place,
      stage: { ...stage, name: `${stage.name}-${round + 1}` },
    })),
  ).flat();
}

function roleAt(index: number, first: number, last: number, rules: readonly Rule[]): StageRole {
  if (rules.length > 0) return 'inject';
  if (index < first) return 'baseline';
  return index > last ? 'recovery' : 'pause';
}

function refuseTwins(stages: readonly ReadStage[]): void {
  const names = new Map<string, Part>();
  for (const { part, stage } of stages) {
    const at = part.at('name');
    if (names.has(stage.name) && stage.name !== '')
      at.refuse(`duplicate stage "${stage.name}"; a name stands for one stage`);
    names.set(stage.name, at);
  }
}

/** What a drill without one of them cannot show. */
function checkRoles(part: Part, stages: readonly DrillStage[]): void {
  const has = (role: StageRole) => stages.some((stage) => stage.role === role);
  if (stages.length === 0) return;
  if (!has('inject')) {
    part.refuse('no stage has "rules" or "faults", so nothing would be injected', 'key');
    return;
  }
  if (!has('baseline'))
    part.warn('no stage comes before the faults, in which the steady state could be measured', 'key');
  if (!has('recovery'))
    part.warn('no stage follows the faults, in which it could show that the system recovers', 'key');
}

/** The stages in order; `[]` where they are missing. */
export function readStages(
  part: Part,
  inUse: PlatformInUse | null,
  probes: ProbeReader,
): readonly DrillStage[] {
  if (part.value !== undefined) part.read(list.min(1, 'expected at least one stage'));
  const read = part
    .items()
    .flatMap((item) =>
      item.has('repeat') ? readRepeat(item, inUse, probes) : [readStage(item, inUse, probes)],
    );
  if (read.length > maxStages)
    part.refuse(
      `with its repetitions the drill has ${read.length} stages; at most ${maxStages} are played`,
      'key',
    );
  refuseTwins(read);
  const injects = read.map(({ stage }) => stage.rules.length > 0);
  const [first, last] = [injects.indexOf(true), injects.lastIndexOf(true)];
  const stages = read.map(
    ({ stage }, index): DrillStage => ({ ...stage, role: roleAt(index, first, last, stage.rules) }),
  );
  checkRoles(part, stages);
  return stages;
}
