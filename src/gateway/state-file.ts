import { readFileSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { KeptLevels } from '../engine/steered-limits.ts';
import { errorCode, UsageError } from '../lib/errors.ts';

/** What is kept of one run. */
export interface KeptRun {
  readonly scenario: string;
  readonly label: string;
  readonly levels: readonly KeptLevels[];
}

/** What a gateway keeps over a restart. */
export interface State {
  /** Stands before each key of which a digest is kept. */
  readonly salt: string;
  readonly runs: readonly KeptRun[];
}

/** Most keys of all limits together; those that were used last are kept. */
const maxKeys = 100_000;

/** A larger file is none that was written here. */
const maxBytes = 256 * 1_048_576;

/** Lines of one write: requests are served between two of them. */
const batch = 500;

const version = 1;

/*
 * A line of JSON each: what it is and the salt; then each limit, and behind it its keys; then the number of
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
const endLine = z.strictObject({ lines: z.int() });

const remedy = 'name a file that badgateway serve --state wrote, or remove it to begin empty';

function damaged(file: string, line: number, cause: string): UsageError {
  return new UsageError(`Failed to read --state ${file}:${line}: ${cause}; ${remedy}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `null`: there is no file so far. */
function textOf(file: string): string | null {
  try {
    if (statSync(file).size > maxBytes) throw damaged(file, 1, 'it is larger than any that was written');
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (errorCode(error) === 'ENOENT') return null;
    throw new UsageError(`Failed to read --state ${file}: ${errorCode(error)}; ${remedy}`);
  }
}

interface ReadLimit extends Omit<KeptRun, 'levels'> {
  readonly id: string;
  readonly counts: string;
  readonly kept: { at: number; refusals: number; usages: { digest: string; saved: number[] }[] };
}

function readLimits(file: string, lines: readonly string[]): ReadLimit[] {
  const limits: ReadLimit[] = [];
  for (const [index, text] of lines.entries()) {
    const value = parsed(text);
    const key = keyLine.safeParse(value);
    const last = limits.at(-1);
    if (key.success && last !== undefined) {
      last.kept.usages.push(key.data);
      continue;
    }
    const limit = limitLine.safeParse(value);
    if (!limit.success) throw damaged(file, index + 2, 'expected a limit, or a key of the limit before it');
    const { scenario, label, limit: id, counts, at, refusals } = limit.data;
    limits.push({ scenario, label, id, counts, kept: { at, refusals, usages: [] } });
  }
  return limits;
}

/** `null`: there is no file so far. Throws `UsageError` with the place where it is damaged. */
export function readState(file: string): State | null {
  const text = textOf(file);
  if (text === null) return null;
  const lines = text.split('\n');
  const head = headLine.safeParse(parsed(lines[0] ?? ''));
  if (!head.success)
    throw damaged(file, 1, `it is no state of badgateway, or not of version ${version} of its form`);
  const end = endLine.safeParse(parsed(lines.at(-2) ?? ''));
  const count = lines.length - 2;
  if (lines.at(-1) !== '' || !end.success || end.data.lines !== count)
    throw damaged(file, lines.length, 'its end is missing');
  const runs = new Map<string, KeptRun & { levels: KeptLevels[] }>();
  for (const { scenario, label, id, counts, kept } of readLimits(file, lines.slice(1, -2))) {
    const name = JSON.stringify([scenario, label]);
    const run = runs.get(name) ?? { scenario, label, levels: [] };
    runs.set(name, run);
    run.levels.push({ id, counts, kept });
  }
  return { salt: head.data.salt, runs: [...runs.values()] };
}

function* linesOf({ salt, runs }: State): Generator<string> {
  yield JSON.stringify({ badgateway: 'state', version, salt });
  let keys = 0;
  for (const { scenario, label, levels } of runs)
    for (const { id: limit, counts, kept } of levels) {
      const { at, refusals, usages } = kept;
      yield JSON.stringify({ scenario, label, limit, counts, at, refusals });
      for (const { digest, saved } of usages) {
        if (keys >= maxKeys) break;
        keys += 1;
        yield JSON.stringify({ digest, saved });
      }
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
