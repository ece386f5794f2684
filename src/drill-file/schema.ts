import { z } from 'zod';
import { duration, id } from '../lib/shapes.ts';
import { probeKinds } from '../probes/index.ts';
import { platformUseShape } from '../scenario/schema.ts';
import { blastRadiusShape } from '../scenario/schema-blast-radius.ts';
import { item, ruleShape, scheduleShape } from '../scenario/schema-rule.ts';
import { whenShape } from '../scenario/schema-when.ts';
import { shapeOf } from './probe-shape.ts';

const text = z.string().min(1, 'expected some text');
const more = 'expected more than 0s';

/** The name of a stage with the number of its round has to fit, too. */
const stageName = id.max(56, 'expected at most 56 characters');

/** Milliseconds: what gateways take. */
const [leastLeaseMs, mostLeaseMs] = [100, 3_600_000];
const [leastEveryMs, mostEveryMs] = [100, 60_000];

const probeOnTheSpot = z
  .strictObject(
    Object.fromEntries(
      probeKinds.map((kind) => [kind.name, shapeOf(kind).exactOptional().describe(kind.summary)]),
    ),
  )
  .meta({ minProperties: 1, maxProperties: 1 });

/** A name of those under `probes`, or a probe on the spot. */
const probeUse = z.union([id, probeOnTheSpot]);
const probeUses = z.array(probeUse);

const controlUrlHint = 'expected the control URL of a gateway, such as http://127.0.0.1:4011';
const controlUrl = z
  .string({ error: controlUrlHint })
  .refine(
    (given) =>
      URL.canParse(given) && /^https?:\/\/[^/@?#]+\/?$/.test(given) && new URL(given).pathname === '/',
    controlUrlHint,
  );

export const targetShape = z.strictObject({
  platform: z
    .union([text, platformUseShape])
    .exactOptional()
    .describe("Whose names the rules use. Default: the scenario's."),
  scenario: text
    .exactOptional()
    .describe(
      'What a gateway plays beside the drill if the drill starts it: a name, or a file. Default: healthy.',
    ),
  gateways: z
    .array(controlUrl)
    .min(1, 'expected at least one; leave the line out to start a gateway')
    .exactOptional()
    .describe('Control URLs of gateways that run already.'),
  label: text
    .exactOptional()
    .describe('Label of the requests that probes count. Default: those of all labels.'),
});

const lengthHint = 'expected how long it lasts, such as 2m, or open: until a person ends it';
const length = z.union([z.literal('open'), duration.refine((ms) => ms > 0, more)], { error: lengthHint });

const chance = z.number().min(0).max(1);

export const stageShape = z.strictObject({
  name: stageName.describe('In journal, report and metrics.'),
  for: length
    .exactOptional()
    .describe('How long it lasts, or open: until a person ends it. With `until`: at the latest.'),
  until: probeUse.exactOptional().describe('It lasts until this probe is held.'),
  rules: z
    .array(ruleShape)
    .exactOptional()
    .describe('As in a scenario; time in them begins with the stage. Absent: no fault.'),
  when: whenShape.exactOptional().describe('Whom `faults` of the stage hit. Default: all.'),
  faults: item.exactOptional().describe('Faults on the spot, in the place of `rules`.'),
  chance: scheduleShape.chance.describe('Of `faults`: 0 to 1.'),
  ramp: z
    .union([z.strictObject({ from: chance, to: chance, over: duration.exactOptional() }), scheduleShape.ramp])
    .exactOptional()
    .describe('Chance of `faults` in time: { from, to }, over the length of the stage if not { over }.'),
  confirm: z.boolean().default(false).describe('A person is asked before it begins. Default: false.'),
  probes: probeUses.default([]).describe('What has to be held at its end.'),
});

export const repeatShape = z.strictObject({
  repeat: z
    .int('expected a whole number from 2')
    .min(2, 'expected a whole number from 2')
    .max(100, 'expected at most 100')
    .describe('How often the stages are gone through; round 2 of NAME is NAME-2.'),
  stages: z.array(stageShape).min(1, 'expected at least one stage'),
});

export const hypothesisShape = z.strictObject({
  says: text.describe('What is claimed, in words.'),
  probes: probeUses
    .min(1, 'a hypothesis without probes proves nothing; name at least one')
    .describe('What is held if it is true.'),
  stages: z
    .array(text)
    .min(1, 'expected at least one; leave the line out for all stages with faults')
    .exactOptional()
    .describe('Stages over which it is measured. Default: all with faults.'),
});

export const noneShape = z.strictObject({
  none: text.describe('Why nothing but a person, the cap and the lease ends the drill.'),
});

const conditions = z
  .array(
    z.union([
      z.strictObject({ if: probeUse.describe('It ends when this is held.') }),
      z.strictObject({ unless: probeUse.describe('It ends when this is refuted.') }),
    ]),
  )
  .min(1);

/** The schema of a drill file. */
export const drillShape = z.strictObject({
  kind: z.literal('drill', { error: 'expected drill' }),
  drill: text.exactOptional().describe('What it shows, in a few words. Default: the name of the file.'),
  target: targetShape.exactOptional().describe('What is drilled. Default: a gateway that the drill starts.'),
  probes: z
    .record(id, probeOnTheSpot)
    .default({})
    .describe('Probes by name: { NAME: { KIND: parameters } }.'),
  steadyState: probeUses
    .min(1, 'expected at least one probe: how else does it show that the system is well?')
    .describe('What is held before the first fault and behind the last one.'),
  hypothesis: hypothesisShape,
  stages: z.array(z.union([stageShape, repeatShape])).min(1, 'expected at least one stage'),
  blastRadius: blastRadiusShape
    .exactOptional()
    .describe('How far the faults may reach, whatever the rules say. Default: nothing bounds them.'),
  stopConditions: z
    .union([noneShape, conditions])
    .describe('What ends the drill: [{ if: PROBE }, { unless: PROBE }], or { none: REASON }.'),
  every: duration
    .refine((ms) => ms >= leastEveryMs && ms <= mostEveryMs, 'expected 100ms to 1m')
    .default(1_000)
    .describe('How often probes are read. Default: 1s.'),
  lease: duration
    .refine((ms) => ms >= leastLeaseMs && ms <= mostLeaseMs, 'expected 100ms to 1h')
    .default(10_000)
    .describe('How long faults go on if the runner is gone. Default: 10s.'),
  cap: duration
    .refine((ms) => ms > 0, more)
    .exactOptional()
    .describe('The drill is stopped after that time. Default: a minute more than its stages may last.'),
});
