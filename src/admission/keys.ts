import { z } from 'zod';
import type { Part } from '../config/validate.ts';
import { formatDuration } from '../lib/units.ts';
import type { ListedKey, NamedEntry } from '../model/admission.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Refusal } from '../model/refusal.ts';
import type { Scenario } from '../model/scenario.ts';
import { refusalEntry } from '../platforms/envelope.ts';
import { maskKey } from '../secrets/mask.ts';
import { admissionKind, type Check, type Ruling } from './admission-kind.ts';
import { keyShape, readKey } from './reading/listed-key.ts';
import { credentialOf } from './state/credential.ts';
import type { Judged } from './state/key-ring.ts';
import type { Standing } from './state/key-slot.ts';

const id = 'keys';
const list = z.array(z.unknown());

/** Most keys of a scenario. */
const maxKeys = 10_000;

/** Refuses each text that an earlier part has too. */
function refuseTwins(parts: readonly Part[], says: (text: string) => string): void {
  const known = new Set<unknown>();
  for (const part of parts) {
    if (typeof part.value !== 'string') continue;
    if (known.has(part.value)) part.refuse(says(part.value));
    known.add(part.value);
  }
}

/** Both keys of an item; one that is rotated to itself has a mistake of its own. */
function secretsOf(item: Part): Part[] {
  const [key, heir] = [item.at('key'), item.at('rotatedTo')];
  return key.value === heir.value ? [key] : [key, heir];
}

function compile(part: Part, inUse: PlatformInUse | null): readonly ListedKey[] | null {
  if (part.value === undefined) return null;
  part.read(list);
  const items = part.items();
  items[maxKeys]?.refuse(`the file lists ${items.length} keys; at most ${maxKeys} are read`);
  const read = items.slice(0, maxKeys).map((item, index) => readKey(item, index + 1, inUse));
  // As they are written, so that a mistake elsewhere in an item hides none.
  refuseTwins(
    items.map((item) => item.at('id')),
    (name) => `duplicate id "${name}": an id names one key`,
  );
  const twice = 'duplicate key: a key is on the list once, as "key" or as "rotatedTo"';
  refuseTwins(items.flatMap(secretsOf), () => twice);
  return read.filter((key) => key !== null);
}

/** How the platform refuses a key; of a feature only the status is known. */
const refusals: Readonly<Record<Exclude<Standing['kind'], 'valid' | 'in-grace'>, Refusal | null>> = {
  unknown: 'unknown-key',
  // The grace time is over: the platform knows no such key any longer.
  rotated: 'unknown-key',
  revoked: 'revoked-key',
  'other-workspace': 'other-workspace',
  'feature-not-enabled': null,
};

const reasons: Readonly<Record<Standing['kind'], string>> = {
  valid: 'is valid',
  'in-grace': 'was rotated',
  unknown: 'is on no list',
  rotated: 'was rotated, and its grace time is over',
  revoked: 'is revoked',
  'other-workspace': 'belongs to another workspace',
  'feature-not-enabled': 'is of a workspace without this feature',
};

function entryOf(inUse: PlatformInUse, refusal: Refusal | null): NamedEntry {
  if (refusal === null) return { by: 'status', value: 403 };
  return { by: 'entry', value: refusalEntry(inUse, refusal).name };
}

function rulingOn(inUse: PlatformInUse, secret: string, { standing, slot }: Judged): Ruling | null {
  const { kind } = standing;
  if (kind === 'valid') return null;
  // Only the new key of a rotation to come is known and not valid.
  const reason = kind === 'unknown' && slot !== null ? 'is not valid before its rotation' : reasons[kind];
  const because = `key ${maskKey(secret)}${slot === null ? '' : ` (${slot.id})`} ${reason}`;
  if (kind === 'in-grace')
    return { id, because: `${because}: valid for ${formatDuration(standing.leftMs)} more`, error: null };
  return { id, because, error: slot?.listed?.error ?? entryOf(inUse, refusals[kind]) };
}

function describeKey({ id: name, secret, state, rotation, ...key }: ListedKey): string {
  const parts: string[] = [state === 'valid' || state === 'rotated' ? 'valid' : reasons[state]];
  if (key.revokedAtMs !== Infinity) parts.push(`revoked ${formatDuration(key.revokedAtMs)} after the start`);
  if (key.revokedAfter !== Infinity) parts.push(`revoked after ${key.revokedAfter} uses`);
  if (rotation !== null) {
    const at = rotation.atMs === Infinity ? 'when asked for' : `at ${formatDuration(rotation.atMs)}`;
    const { graceMs } = rotation;
    const old = graceMs === null ? 'until that one is used' : `for ${formatDuration(graceMs)} more`;
    parts.push(`rotated ${at} to ${maskKey(rotation.to)}, and valid ${old}`);
  }
  return `${name} ${maskKey(secret)}: ${parts.join('; ')}`;
}

/** Most keys that `explain` tells of. */
const maxDescribed = 10;

function describe({ admission: { keys } }: Scenario): readonly string[] {
  if (keys === null) return [];
  const more = keys.length > maxDescribed ? [`and ${keys.length - maxDescribed} more`] : [];
  return [
    `${id}: every key but these is unknown`,
    ...keys.slice(0, maxDescribed).map((key) => `  ${describeKey(key)}`),
    ...more.map((says) => `  ${says}`),
  ];
}

export const keys = admissionKind({
  name: 'keys',
  summary: 'which keys there are: valid, revoked at a time or after some uses, rotated with a grace time',
  asked: 'before-limits',
  shape: z.array(keyShape),
  compile,
  ids: (admission) => (admission.keys === null ? [] : [id]),
  describe,
  needsBody: () => false,
  create({ inUse, upstream }, { keys: ring }): Check {
    return (facts, elapsedMs, ask) => {
      // What is no endpoint of the platform is that before anything else, where the stub answers.
      if (facts.route === null && upstream.kind === 'stub') return null;
      const credential = credentialOf(inUse, facts.headers);
      if (credential.kind !== 'presented') {
        const refusal = credential.kind === 'missing' ? 'missing-credential' : 'malformed-credential';
        return { id, because: `the credential is ${credential.kind}`, error: entryOf(inUse, refusal) };
      }
      const judged = ring.judge(credential.secret, elapsedMs);
      if (ask === 'take') ring.use(credential.secret, judged);
      return rulingOn(inUse, credential.secret, judged);
    };
  },
});
