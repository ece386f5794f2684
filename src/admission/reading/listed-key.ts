import { z } from 'zod';
import type { Part } from '../../config/validate.ts';
import { duration, id as idShape } from '../../lib/shapes.ts';
import { keyStates, type ListedKey } from '../../model/admission.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import { errorField, namedEntry } from '../../platforms/catalogue.ts';
import { checkEntry } from './named-error.ts';

const never = Number.POSITIVE_INFINITY;

const secret = z
  .string({ error: 'expected a key' })
  .min(1, 'expected a key')
  .regex(/^[\x21-\x7e]+$/, 'expected a key without spaces');

export const keyShape = z.strictObject({
  key: secret.describe('The key as a client sends it, without its scheme. It is only ever shown masked.'),
  id: idShape
    .exactOptional()
    .describe('Its name in journal and control API. Default: key_N, counted from 1.'),
  state: z.enum(keyStates).default('valid').describe('What it is when the scenario begins. Default: valid.'),
  revokedAt: duration.exactOptional().describe('When it is revoked, since the scenario began.'),
  revokedAfter: z
    .int('expected a whole number from 1')
    .min(1, 'expected a whole number from 1')
    .exactOptional()
    .describe('It is revoked when so many requests have used it.'),
  rotatedTo: secret.exactOptional().describe('The new key, which is valid from the rotation on.'),
  rotatedAt: duration
    .exactOptional()
    .describe('When it is rotated. Default: state rotated is 0s, else when the rotation is asked for.'),
  grace: duration
    .exactOptional()
    .describe('For how long the old key stays valid. Default: until the new one is used.'),
  error: errorField
    .exactOptional()
    .describe("The platform's error with which it is refused. Default: what the platform says."),
});

type Fields = Partial<z.output<typeof keyShape>>;

function checkRevocation(part: Part, { state }: Fields): void {
  for (const name of ['revokedAt', 'revokedAfter'])
    if (part.has(name) && state === 'revoked')
      part.at(name).refuse(`"${name}" says nothing about a key that is revoked from the start`, 'key');
}

function checkRotation(part: Part, { state, rotatedTo, key }: Fields): void {
  for (const name of ['grace', 'rotatedAt'])
    if (part.has(name) && !part.has('rotatedTo'))
      part.at(name).refuse(`"${name}" needs "rotatedTo", the key that takes its place`, 'key');
  if (state === 'rotated' && !part.has('rotatedTo'))
    part.at('state').refuse('a key that is rotated needs "rotatedTo", the key that takes its place');
  const isOff = state !== undefined && state !== 'valid' && state !== 'rotated';
  if (part.has('rotatedTo') && isOff)
    part.at('rotatedTo').refuse(`a key that is ${state} is not rotated; leave "rotatedTo" out`, 'key');
  if (rotatedTo !== undefined && rotatedTo === key)
    part.at('rotatedTo').refuse('a key is not rotated to itself; give another one');
}

function checkFeature(part: Part, { state, error }: Fields, inUse: PlatformInUse | null): void {
  if (error !== undefined) checkEntry(part, namedEntry(error), inUse, 'every-surface');
  else if (state === 'feature-not-enabled')
    checkEntry(part, { by: 'status', value: 403 }, inUse, 'every-surface');
}

/** One item of `keys:`; `null`: it has a mistake. */
export function readKey(part: Part, position: number, inUse: PlatformInUse | null): ListedKey | null {
  const before = part.refusals;
  const fields = part.fields(keyShape);
  const { state = 'valid', rotatedTo, rotatedAt, grace, error } = fields;
  checkRevocation(part, fields);
  checkRotation(part, fields);
  checkFeature(part, fields, inUse);
  if (part.refusals > before) return null;
  const atMs = rotatedAt ?? (state === 'rotated' ? 0 : never);
  return {
    id: fields.id ?? `key_${position}`,
    secret: fields.key ?? '',
    state,
    revokedAtMs: fields.revokedAt ?? never,
    revokedAfter: fields.revokedAfter ?? never,
    rotation: rotatedTo === undefined ? null : { to: rotatedTo, atMs, graceMs: grace ?? null },
    error: error === undefined ? null : namedEntry(error),
  };
}
