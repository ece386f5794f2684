import { z } from 'zod';
import type { Part } from '../config/validate.ts';
import { duration } from '../lib/shapes.ts';
import { formatDuration } from '../lib/units.ts';
import type { HealthPhase, ReplicaSet } from '../model/admission.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Scenario } from '../model/scenario.ts';
import { errorField } from '../platforms/catalogue.ts';
import { admissionKind, type Check } from './admission-kind.ts';
import { checkEntry, describeEntry, entryFor } from './reading/named-error.ts';
import type { Health } from './state/replica-health.ts';

const id = 'replicas';
const never = Number.POSITIVE_INFINITY;

/** Assumed: no document says how many replicas a model has. */
const usualTotal = 3;

const count = z
  .int('expected a whole number from 0')
  .min(0, 'expected a whole number from 0')
  .max(10_000, 'expected at most 10000');

const phaseShape = z.strictObject({
  healthy: count.describe('Replicas that are healthy; with none of them the model has no upstream.'),
  from: duration.default(0).describe('Since the scenario began. Default: 0s.'),
  until: duration
    .exactOptional()
    .describe('Since the scenario began; then all are healthy. Default: for good.'),
});

const shape = z.strictObject({
  total: count.min(1, 'expected a whole number from 1').default(usualTotal).describe('Default: 3, assumed.'),
  healthy: phaseShape.shape.healthy.exactOptional(),
  from: phaseShape.shape.from,
  until: phaseShape.shape.until,
  phases: z
    .array(phaseShape)
    .min(1)
    .exactOptional()
    .describe('In the place of healthy, from and until: several, in the order of time.'),
  error: errorField.exactOptional().describe("The platform's error with none healthy. Default: its 503."),
});

function phaseOf({
  healthy = 0,
  from = 0,
  until = never,
}: Partial<z.output<typeof phaseShape>>): HealthPhase {
  return { fromMs: from, toMs: until, healthy };
}

function readPhase(part: Part, total: number): HealthPhase {
  const phase = phaseOf(part.fields(phaseShape));
  if (phase.toMs <= phase.fromMs) part.at('until').refuse('this phase is empty: "until" comes after "from"');
  if (phase.healthy > total) part.at('healthy').refuse(`only ${total} replicas can be healthy: see "total"`);
  return phase;
}

function readPhases(part: Part, total: number): HealthPhase[] {
  const phases = part.items().map((item) => readPhase(item, total));
  for (const [index, phase] of phases.entries())
    if (index > 0 && phase.fromMs < (phases[index - 1]?.toMs ?? 0))
      part
        .at(index)
        .refuse('phases follow each other in time: this one begins before the one before it ends');
  return phases;
}

const single = ['healthy', 'from', 'until'] as const;

function readSet(part: Part, model: string, inUse: PlatformInUse | null): ReplicaSet | null {
  const before = part.refusals;
  // A list stands for its phases.
  const whole = Array.isArray(part.value) ? part.as({ phases: part.value }) : part;
  const phasesPart = Array.isArray(part.value) ? part : part.at('phases');
  const fields = whole.fields(shape, ['healthy', 'from', 'until', 'phases']);
  const { total = usualTotal } = fields;
  const hasPhases = Array.isArray(phasesPart.value);
  if (hasPhases)
    for (const name of single.filter((each) => whole.has(each)))
      part.at(name).refuse(`"${name}" beside "phases": put it into a phase`, 'key');
  if (!hasPhases && whole.has('phases')) part.at('phases').read(z.array(phaseShape));
  const error = entryFor(fields.error, inUse, 503);
  checkEntry(part, error, inUse, 'models');
  const phases = hasPhases ? readPhases(phasesPart, total) : readSingle(part, total);
  return part.refusals > before ? null : { model, total, phases, error };
}

/** `{ total: 3 }` alone: all are healthy, and can be steered. */
function readSingle(part: Part, total: number): HealthPhase[] {
  const own = part.entries().filter(([name]) => single.some((each) => each === name));
  const given = Object.fromEntries(own.map(([name, member]) => [name, member.value]));
  if (Object.keys(given).length === 0) return [];
  return [readPhase(part.as(given), total)];
}

/** Most models of a scenario that may list replicas. */
const maxSets = 1_000;

function compile(part: Part, inUse: PlatformInUse | null): readonly ReplicaSet[] {
  if (part.value === undefined) return [];
  part.read(z.record(z.string(), z.unknown()));
  const entries = part.entries();
  if (entries.length > maxSets) part.refuse(`the file tells of ${entries.length} models; at most ${maxSets}`);
  return entries.slice(0, maxSets).flatMap(([model, item]) => readSet(item, model, inUse) ?? []);
}

function stateOf({ set, healthy, changesMs }: Health): string {
  const change = changesMs === null ? '' : ` for ${formatDuration(changesMs)} more`;
  const verb = healthy === 1 ? 'is' : 'are';
  return `${healthy} of ${set.total} replicas of ${set.model} ${verb} healthy${change}`;
}

function describePhase(total: number, { fromMs, toMs, healthy }: HealthPhase): string {
  const until = toMs === never ? 'for good' : `until ${formatDuration(toMs)}`;
  return `${healthy} of ${total} healthy ${fromMs === 0 ? '' : `from ${formatDuration(fromMs)} `}${until}`;
}

function describe({ admission, inUse }: Scenario): readonly string[] {
  const sets = admission.replicas.map(({ model, total, phases, error }) => {
    const inWords = phases.map((phase) => describePhase(total, phase)).join('; ');
    return `  ${model}: ${inWords || `${total} healthy`}; with none ${describeEntry(inUse, error)}`;
  });
  return sets.length === 0 ? [] : [`${id}: outside of these times all of them are healthy`, ...sets];
}

export const replicas = admissionKind({
  name: 'replicas',
  summary: 'how many replicas of a model are healthy, and when; with none of them it has no upstream',
  asked: 'after-limits',
  shape: z.record(z.string(), z.union([shape, z.array(phaseShape)])),
  compile,
  ids: (admission) => (admission.replicas.length === 0 ? [] : [id]),
  describe,
  needsBody: (admission) => admission.replicas.length > 0,
  create(_, { replicas: health }): Check {
    return ({ model }, elapsedMs) => {
      const found = model === null ? null : health.of(model, elapsedMs);
      if (found === null || found.healthy === found.set.total) return null;
      return { id, because: stateOf(found), error: found.healthy === 0 ? found.set.error : null };
    };
  },
});
