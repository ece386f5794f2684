import { z } from 'zod';
import type { Part } from '../config/validate.ts';
import { isMapping } from '../lib/mapping.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Rule, Schedule, When } from '../model/scenario.ts';
import { checkEarly } from './early.ts';
import { type Item, isOk, type Meeting, readItem } from './items.ts';
import { type RuleFields, ruleShape, scheduleShape } from './schema-rule.ts';
import { whenShape } from './schema-when.ts';
import { checkStreams } from './streams.ts';
import { checkTexts } from './texts.ts';
import { checkConnectionRule, checkConnectionWhen, checkTlsWhen, checkWhen, surfacesOf } from './when.ts';

type Fields = Partial<Omit<RuleFields, 'when' | 'faults' | 'sequence'>>;

const list = z.array(z.unknown()).min(1);

function scheduleOf({ during, skip = 0, every = 1, chance = 1, ramp, times }: Fields): Schedule {
  return {
    during: during ?? null,
    skip,
    every,
    chance: ramp ?? chance,
    times: times ?? Number.POSITIVE_INFINITY,
  };
}

/** Refuses combinations of keys in a rule. */
function checkKeys(part: Part): void {
  if (!isMapping(part.value)) return;
  const given = part.entries().map(([name]) => name);
  if (!part.has('faults') && !part.has('sequence'))
    part.refuse('a rule needs "faults" or "sequence"; it has neither');
  if (part.has('faults') && part.has('sequence'))
    part.at('sequence').refuse('a rule has "faults" or "sequence", not both; write two rules', 'key');
  if (part.has('then') && !part.has('sequence'))
    part.at('then').refuse('"then" says what follows a "sequence"; this rule has none', 'key');
  if (part.has('chance') && part.has('ramp'))
    part.at('ramp').refuse('"ramp" is a chance in time; leave "chance" out', 'key');
  if (!part.has('sequence')) return;
  for (const name of given.filter((each) => Object.hasOwn(scheduleShape, each)))
    part.at(name).refuse(`"sequence" says itself which match meets what; leave "${name}" out`, 'key');
}

/** One list of items for each injection; a sequence has several. */
function readInjections(part: Part, meeting: Meeting | null): Item[][] {
  const faults = part.at('faults');
  const sequence = part.at('sequence');
  const all = [...(part.has('faults') ? [faults] : []), ...sequence.items()];
  if (part.has('sequence')) sequence.read(list);
  if (all.length > 0 && all.every(({ value }) => isOk(value)))
    (part.has('faults') ? faults : sequence).refuse(
      'this rule only says "ok", so it can never inject anything',
    );
  return all.map((item) => readItem(item, meeting));
}

/** Connection faults act before any request exists, so one rule cannot have both kinds. */
function subjectOf(part: Part, items: readonly Item[]): Rule['subject'] {
  const [first] = items;
  if (first === undefined) return 'request';
  const other = items.find(({ fault }) => fault.subject !== first.fault.subject);
  other?.part.refuse(
    `${first.fault.name} is a fault of the ${first.fault.subject}, ${other.fault.name} of the ` +
      `${other.fault.subject}; they never mix: write two rules`,
  );
  if (first.fault.subject === 'request' || other !== undefined) return 'request';
  checkConnectionRule(part.at('when'));
  if (part.has('outcome'))
    part
      .at('outcome')
      .refuse('a connection has no answer that could count as a failure; leave it out', 'key');
  const per = part.at('per');
  if (part.has('per') && per.value !== 'all' && per.value !== 'connection')
    per.refuse('a rule with a connection fault counts per all or per connection: nothing else is known yet');
  return 'connection';
}

function meetingOf(part: Part, when: Partial<When>, inUse: PlatformInUse, before: number): Meeting {
  checkWhen(part.at('when'), when, inUse.platform);
  // Not checked after a mistake in `when`: further messages would only repeat it.
  const surfaces = part.refusals === before ? surfacesOf(when, inUse.platform) : [];
  return { inUse, surfaces };
}

/** A TLS fault applies to TLS connections only, so the rule counts only those. */
function whenOf(part: Part, given: When, items: readonly Item[]): When {
  const tls = items.find(({ fault }) => fault.layer === 'tls' || fault.layer === 'tls-record');
  if (tls !== undefined) checkTlsWhen(part, given, tls.fault.name);
  return items.some(({ fault }) => fault.layer === 'tls') ? { ...given, tls: true } : given;
}

/** `inUse` is `null` if the platform could not be read; checks against it are skipped then. */
export function compileRule(part: Part, position: number, inUse: PlatformInUse | null): Rule {
  const before = part.refusals;
  const whenPart = part.at('when');
  const when = part.has('when') ? whenPart.fields(whenShape) : {};
  const meeting = inUse && meetingOf(part, when, inUse, before);
  checkConnectionWhen(whenPart, when);
  checkTexts(whenPart, inUse?.platform ?? null);
  const fields = part.fields(ruleShape, ['when', 'faults', 'sequence']);
  checkKeys(part);
  const items = readInjections(part, meeting);
  if (inUse !== null) for (const each of items) checkStreams(whenPart, when, each, inUse.platform);
  checkEarly(part, when, fields, items.flat());
  const injections = items.map((each) => each.map(({ use }) => use));
  const [first = []] = injections;
  return {
    id: fields.id ?? `rule-${position}`,
    subject: subjectOf(part, items.flat()),
    when: whenOf(whenPart, when, items.flat()),
    schedule: scheduleOf(fields),
    per: fields.per ?? 'all',
    ...(fields.outcome === undefined ? {} : { outcome: fields.outcome }),
    injection: part.has('sequence')
      ? { kind: 'sequence', items: injections, then: fields.then ?? 'stand-aside' }
      : { kind: 'faults', faults: first },
  };
}
