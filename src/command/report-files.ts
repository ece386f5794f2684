import { randomUUID } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import type { Judgement } from '../model/judgement.ts';
import { reportFor, reports } from '../report/index.ts';

const refusal = (file: string, cause: string): UsageError =>
  new UsageError(`Failed to write the report "${file}": ${cause}`);

function checkFolder(file: string): void {
  const folder = dirname(file);
  try {
    accessSync(folder, constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK);
  } catch (error) {
    throw refusal(file, `${errorCode(error)}; name a file in a folder that exists and that you may write to`);
  }
  if (existsSync(file) && statSync(file).isDirectory())
    throw refusal(file, 'it is a folder; name a file in it');
}

type Endings = { readonly endings: readonly string[] };

/** Refuses a file that cannot be written, or that no form has the ending of, before anything runs. */
export function checkFiles(
  files: readonly string[],
  forms: readonly Endings[],
  formFor: (file: string) => Endings | null,
): void {
  for (const file of files) {
    if (formFor(file) === null)
      throw refusal(file, `allowed endings: ${forms.flatMap(({ endings }) => endings).join(', ')}`);
    checkFolder(file);
  }
}

/** The files of reports as they were asked for. */
export interface ReportFiles {
  readonly report?: readonly string[];
  /** Permission bits, such as 0o644. */
  readonly reportMode: number;
}

/** Writes beside the file and renames, so that an earlier report is there until the new one is whole. */
function replaceFile(file: string, text: string, mode: number): void {
  const beside = `${file}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    writeFileSync(beside, text, { mode, flag: 'wx' });
    // The mask of the process may have taken bits away.
    chmodSync(beside, mode);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** A device or a named pipe is written to. A symbolic link stays, and what it leads to is replaced. */
function writeReport(file: string, text: string, mode: number): void {
  const exists = existsSync(file);
  const target = exists ? realpathSync(file) : file;
  if (exists && !statSync(target).isFile()) writeFileSync(target, text);
  else replaceFile(target, text, mode);
}

/**
 * Writes each file, whatever became of the others. Then throws `UsageError` with all that could not be
 * written: these, and the journals and tapes of `fileErrors`.
 */
export function writeFiles(
  { report = [], reportMode }: ReportFiles,
  textOf: (file: string) => string,
  fileErrors: readonly string[] = [],
): void {
  const failures = [...fileErrors];
  for (const file of report) {
    try {
      writeReport(file, textOf(file), reportMode);
    } catch (error) {
      failures.push(refusal(file, errorCode(error, messageOf(error))).message);
    }
  }
  if (failures.length > 0) throw new UsageError(failures.join('\n'));
}

export function checkReports(files: readonly string[]): void {
  checkFiles(files, reports, reportFor);
}

export function writeReports(
  files: ReportFiles,
  judgement: Judgement,
  fileErrors: readonly string[] = [],
): void {
  const textOf = (file: string) => reportFor(file)?.write(judgement, { colour: false, columns: 0 }) ?? '';
  writeFiles(files, textOf, fileErrors);
}
