import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, UsageError } from '../lib/errors.ts';
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

/** Refuses a report file that cannot be written, before anything runs. */
export function checkReports(files: readonly string[]): void {
  for (const file of files) {
    if (reportFor(file) === null)
      throw refusal(file, `allowed endings: ${reports.flatMap(({ endings }) => endings).join(', ')}`);
    checkFolder(file);
  }
}

export function writeReports(files: readonly string[], judgement: Judgement): void {
  for (const file of files) {
    const text = reportFor(file)?.write(judgement, { colour: false, columns: 0 }) ?? '';
    try {
      writeFileSync(file, text);
    } catch (error) {
      throw refusal(file, errorCode(error));
    }
  }
}
