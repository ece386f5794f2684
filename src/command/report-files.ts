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

export function writeFiles(files: readonly string[], textOf: (file: string) => string): void {
  for (const file of files) {
    try {
      writeFileSync(file, textOf(file));
    } catch (error) {
      throw refusal(file, errorCode(error));
    }
  }
}

export function checkReports(files: readonly string[]): void {
  checkFiles(files, reports, reportFor);
}

export function writeReports(files: readonly string[], judgement: Judgement): void {
  writeFiles(files, (file) => reportFor(file)?.write(judgement, { colour: false, columns: 0 }) ?? '');
}
