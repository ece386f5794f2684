/** Places at which an event can be cut. */
export const cuts = ['character', 'line-end', 'anywhere'] as const;
type Cut = (typeof cuts)[number];

/**
 * Whether to cut after a byte: after CR or LF, or after the
 * first byte of a multi-byte UTF-8 character (0b11xxxxxx).
 */
const isBefore = {
  'line-end': (byte: number) => byte === 0x0a || byte === 0x0d,
  character: (byte: number) => byte >= 0xc0,
} as const;

const defaultPiece = 16;

/** Offsets of the cuts in bytes. An event without a suitable place is cut in its middle. */
export function* cutsOf(event: Buffer, cut: Cut, piece = defaultPiece): Generator<number> {
  if (cut === 'anywhere') {
    for (let at = piece; at < event.length; at += piece) yield at;
    return;
  }
  let last = 0;
  for (let at = 1; at < event.length; at += 1)
    if (isBefore[cut](event[at - 1] ?? 0)) {
      last = at;
      yield at;
    }
  if (last === 0 && event.length > 1) yield Math.floor(event.length / 2);
}
