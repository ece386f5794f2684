import type { Part } from '../config/validate.ts';
import type { UpstreamOptions } from '../model/scenario.ts';
import { seenFrom } from './resolve-relative.ts';
import { scenarioShape } from './schema.ts';

/** Path of the tape that is recorded to, or `null`. */
export function readRecord(part: Part, upstream: UpstreamOptions): string | null {
  const name = part.read(scenarioShape.shape.record.optional());
  if (name === undefined) return null;
  if (upstream.kind === 'tape')
    part.refuse('what is replayed is on a tape already; leave "record" out, or name the real upstream');
  return seenFrom(part.file, name);
}
