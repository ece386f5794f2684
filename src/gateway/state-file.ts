import { open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { KeptAdmission } from '../admission/state/admission-state.ts';
import type { KeptLevels } from '../engine/steered-limits.ts';
import { boundedJson } from '../lib/bounded-json.ts';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import { readRegularFile } from '../lib/regular-file.ts';
import { type Latch, latchedBy } from '../model/drill.ts';
import { keptAdmissionShape } from './kept-admission.ts';

/** What is kept of one run. */
export interface KeptRun {
  readonly scenario: string;
  readonly label: string;
  readonly levels: readonly KeptLevels[];
  /** `null`: keys and replicas are as the scenario has them. */
  readonly admission: KeptAdmission | null;
}

/** What a gateway keeps over a restart. */
export interface State {
  /** Stands before each key of which a digest is kept. */
  readonly salt: string;
  readonly runs: readonly KeptRun[];
  /** What stopped the faults; absent: they act. */
  readonly latch?: Latch;
}

/** Most keys of all limits together; those that were used last are kept. */
const maxKeys = 100_000;

/** A larger file is none that was written here. */
const largestMib = 256;

/** Lines of one write: requests are served between two of them. */
const batch = 500;

const version = 1;

/*
 * A line of JSON each: what it is and the salt; what stopped the faults, if they are stopped; then each
 * limit, and behind it its keys; what happened to the keys and replicas of a run; then the number of
 * lines, so that a file that was cut is known.
 */
const headLine = z.strictObject({
  badgateway: z.literal('state'),
  version: z.literal(version),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
});
const limitLine = z.strictObject({
  ...{ scenario: z.string(), label: z.string(), limit: z.string(), counts: z.string() },
  ...{ at: z.number(), refusals: z.int().min(0) },
});
const keyLine = z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/), saved: z.array(z.number()) });
const admissionLine = z.strictObject({
  scenario: z.string(),
  label: z.string(),
  admission: keptAdmissionShape,
});
const stateLine = z.union([keyLine, limitLine, admissionLine]);
const latchLine = z.strictObject({
  latch: z.strictObject({
    reason: z.string().nullable(),
    by: z.enum(latchedBy),
    at: z.number(),
    release: z.enum(['needs-reason', 'free']),
  }),
});
const endLine = z.strictObject({ lines: z.int() });

const admissionSays = 'keys and replicas of a run';
const remedy = 'name a file that badgateway serve --state wrote, or remove it to begin empty';

function damaged(file: string, line: number, cause: string): UsageError {
  return new UsageError(`Failed to read --state ${file}:${line}: ${cause}; ${remedy}`);
}

/** `null`: there is no file so far. */
function textOf(file: string): string | null {
  try {
    return readRegularFile(file, largestMib);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new UsageError(`Failed to read --state ${file}: ${errorCode(error, messageOf(error))}; ${remedy}`);
  }
}

type ReadLevels = KeptLevels & { readonly kept: { usages: { digest: string; saved: number[] }[] } };
type ReadRun = KeptRun & { levels: ReadLevels[]; admission: KeptAdmission | null };

/** `skip`: lines of something else in front of them. */
function readRuns(file: string, lines: readonly string[], skip: number): KeptRun[] {
  const runs = new Map<string, ReadRun>();
  const runOf = (scenario: string, label: string): ReadRun => {
    const name = JSON.stringify([scenario, label]);
    const run: ReadRun = runs.get(name) ?? { scenario, label, levels: [], admission: null };
    runs.set(name, run);
    return run;
  };
  let last: ReadLevels | null = null;
  for (const [index, text] of lines.entries()) {
    if (index < skip) continue;
    const read = stateLine.safeParse(boundedJson(text));
    if (!read.success || ('digest' in read.data && last === null))
      throw damaged(
        file,
        index + 2,
        `expected a limit, or a key of the limit before it, or ${admissionSays}`,
      );
    if ('digest' in read.data) last?.kept.usages.push(read.data);
    else if ('admission' in read.data) {
      runOf(read.data.scenario, read.data.label).admission = read.data.admission;
      last = null;
    } else {
      const { scenario, label, limit: id, counts, at, refusals } = read.data;
      last = { id, counts, kept: { at, refusals, usages: [] } };
      runOf(scenario, label).levels.push(last);
    }
  }
  return [...runs.values()];
}

/** `null`: there is no file so far. Throws `UsageError` with the place where it is damaged. */
export function readState(file: string): State | null {
  const text = textOf(file);
  if (text === null) return null;
  const lines = text.split('\n');
  const head = headLine.safeParse(boundedJson(lines[0] ?? ''));
  if (!head.success)
    throw damaged(file, 1, `it is no state of badgateway, or not of version ${version} of its form`);
  const end = endLine.safeParse(boundedJson(lines.at(-2) ?? ''));
  const count = lines.length - 2;
  if (lines.at(-1) !== '' || !end.success || end.data.lines !== count)
    throw damaged(file, lines.length, 'its end is missing');
  const latched = latchLine.safeParse(boundedJson(lines[1] ?? ''));
  const runs = readRuns(file, lines.slice(1, -2), latched.success ? 1 : 0);
  return { salt: head.data.salt, runs, ...(latched.success ? latched.data : {}) };
}

/** As many keys as there is room for, those of the end. */
function fitting({ keys, replicas }: KeptAdmission, room: number): KeptAdmission {
  const listed = keys.keys.slice(-room);
  const retired = keys.retired.slice(Math.max(0, keys.retired.length + listed.length - room));
  return { keys: { ...keys, keys: listed, retired }, replicas };
}

function* linesOf({ salt, runs, latch }: State): Generator<string> {
  yield JSON.stringify({ badgateway: 'state', version, salt });
  if (latch !== undefined) yield JSON.stringify({ latch });
  let keys = 0;
  for (const { scenario, label, levels, admission } of runs) {
    for (const { id: limit, counts, kept } of levels) {
      const { at, refusals, usages } = kept;
      yield JSON.stringify({ scenario, label, limit, counts, at, refusals });
      for (const { digest, saved } of usages) {
        if (keys >= maxKeys) break;
        keys += 1;
        yield JSON.stringify({ digest, saved });
      }
    }
    if (admission === null || keys >= maxKeys) continue;
    const fitted = fitting(admission, maxKeys - keys);
    keys += fitted.keys.keys.length + fitted.keys.retired.length;
    yield JSON.stringify({ scenario, label, admission: fitted });
  }
}

/** Writes beside the file and renames, so that there is a whole file at any time. Rejects where it cannot. */
export async function writeState(file: string, state: State): Promise<void> {
  const beside = `${file}.tmp`;
  await rm(beside, { force: true });
  const handle = await open(beside, 'wx', 0o600);
  try {
    let [text, waiting, lines] = ['', 0, 0];
    for (const line of linesOf(state)) {
      text += `${line}\n`;
      lines += 1;
      waiting += 1;
      if (waiting < batch) continue;
      await handle.write(text);
      [text, waiting] = ['', 0];
    }
    await handle.write(`${text}${JSON.stringify({ lines })}\n`);
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}
