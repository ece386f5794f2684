import { Codec } from '../answer/framing/coding/codec.ts';
import { codingName, codings } from '../answer/framing/coding/names.ts';
import { eventsIn } from '../answer/framing/events.ts';
import { isEventStream } from '../answer/framing/headers.ts';
import { jsonOf } from '../answer/framing/sse/event.ts';
import type { RawHeaders } from '../model/step.ts';
import type { SecretMasker } from './secret-masker.ts';

/** Maximum size in bytes of a decoded body that is searched for secrets. */
const maxPlainBytes = 128 * 1_048_576;

/** The decoded body; `null`: it cannot be decoded, or is too large. */
async function plainOf(headers: RawHeaders, bytes: Buffer): Promise<Buffer | null> {
  const coding = codings.get(codingName(headers));
  if (coding === undefined) return null;
  const codec = new Codec(coding.decoder(bytes[0] ?? 0));
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for (const part of [codec.write(bytes), codec.finish()])
      for await (const piece of part) {
        pieces.push(piece);
        length += piece.length;
        if (length > maxPlainBytes) return null;
      }
    return codec.isBroken ? null : Buffer.concat(pieces);
  } finally {
    codec.destroy();
  }
}

const deepest = 64;

/** Collects the texts of an event by their place: the same place in the next event continues the text. */
function gather(value: unknown, place: string, texts: Map<string, string[]>, depth = 0): void {
  if (typeof value === 'string') {
    const before = texts.get(place);
    if (before === undefined) texts.set(place, [value]);
    else before.push(value);
  } else if (typeof value === 'object' && value !== null && depth < deepest)
    for (const [name, inner] of Object.entries(value)) gather(inner, `${place}/${name}`, texts, depth + 1);
}

/** Whether the events of a stream together contain a secret, a few characters in each event. */
function spellsOut(bytes: Buffer, masker: SecretMasker): boolean {
  const texts = new Map<string, string[]>();
  for (const piece of eventsIn(bytes)) gather(jsonOf(piece.bytes), '', texts);
  return [...texts.values()].some((parts) => masker.reveals(parts.join('')));
}

/** Why a body cannot be recorded: it has, or may have, a secret that cannot be masked. `null`: it can. */
export async function objectionTo(
  headers: RawHeaders,
  bytes: Buffer,
  masker: SecretMasker,
): Promise<string | null> {
  const coding = codingName(headers);
  if (bytes.length === 0) return null;
  const plain = coding === 'identity' ? bytes : await plainOf(headers, bytes);
  if (plain === null) return `its coding "${coding}" cannot be read, so that it may hold a secret`;
  if (plain !== bytes && !masker.responseBody(plain).equals(plain))
    return `a secret is within its coding "${coding}", where it cannot be hidden`;
  if (isEventStream(headers) && spellsOut(plain, masker)) return 'its events spell a secret out';
  return null;
}
