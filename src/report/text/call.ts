import type { Paint } from '../../lib/paint.ts';
import { formatCount } from '../../lib/units.ts';
import { formatMs } from '../../timeline/describe.ts';
import { type Axis, axisOf, type ByEntry } from '../document/calls.ts';
import type { AttemptDocument, CallDocument } from '../document/schema.ts';
import { describeCertainty } from '../document/words.ts';
import type { Sheet } from './sheet.ts';
import { trackOf } from './track.ts';
import { beside, wrap } from './wrap.ts';

const maxAttempts = 10;
/** Columns of a line in front of the track. */
const before = 8;

/** `at 510ms, allowed from 5s: 429 rate-limited ← retried-too-early`. */
function describeAttempt(
  { atMs, allowed, met, gapMs, upstream }: AttemptDocument,
  { from }: Axis,
  problems: readonly string[],
) {
  const at = gapMs === null ? '' : `at ${formatMs(atMs - from)}`;
  const since = allowed === null ? '' : `, allowed from ${formatMs(allowed.fromMs - from)}`;
  const where = upstream === null ? '' : `${upstream} `;
  const document = `${at}${since}${at === '' ? '' : ': '}${where}${met}`;
  return problems.length === 0 ? document : `${document} ← ${problems.join(', ')}`;
}

function describeNested({ nested }: CallDocument): string {
  return nested === null ? '' : `, ${nested.inner} attempts within each of ${nested.outer}`;
}

/** Colours a track; called after it was cut to its width, as escape sequences would count as columns. */
function painted(track: string, { red, green }: Paint): string {
  return track.replaceAll('✗', red('✗')).replace(/░+/g, (band) => green(band));
}

/** The timeline of a call, one attempt on each line. */
export function callLines(call: CallDocument, findings: ByEntry, { columns, paint }: Sheet): string[] {
  const attempts = call.attempts.slice(0, maxAttempts);
  const axis = axisOf(attempts);
  const width = Math.max(16, Math.min(48, Math.floor((columns - before) * 0.45)));
  const words = Math.max(20, columns - before - width - 2);
  const rows = attempts.flatMap((attempt) => {
    const problems = (findings.get(attempt.entry) ?? []).map(({ problem }) => problem);
    const said = wrap(describeAttempt(attempt, axis, problems), words);
    const track = `${String(attempt.attempt).padStart(before - 2)}  ${trackOf(attempt, axis, width)}`;
    return said.map(
      (line, index) => `${painted((index === 0 ? track : '').padEnd(before + width), paint)}  ${line}`,
    );
  });
  const left = call.attempts.length - attempts.length;
  const tried = formatCount(call.attempts.length, 'attempt');
  const end = formatMs(axis.spanMs);
  const certainty = call.certainty === 'certain' ? '' : `, ${describeCertainty(call)}`;
  return [
    ...beside('    ', `call ${call.id}: ${tried}${certainty}${describeNested(call)}`, columns),
    `${' '.repeat(before)}0s${end.padStart(width - 2)}`,
    ...rows,
    ...(left === 0 ? [] : [`${' '.repeat(before)}and ${formatCount(left, 'more attempt')}`]),
  ];
}
