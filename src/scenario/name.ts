import { basename, isAbsolute, relative, sep } from 'node:path';

/** Id of the rule that the option `--rule` adds; no rule of a file can have it, so the ids stay unique. */
export const flagRuleId = '--rule';

const ending = /\.ya?ml$/i;

export function isScenarioFile(file: string): boolean {
  return ending.test(file);
}

/** `dir/my.scenario.yaml` → `my-scenario`: the part of a URL between `/@` and `.` or `/`. */
export function scenarioName(file: string): string {
  return basename(file)
    .replace(ending, '')
    .replaceAll(/[^\w-]+/g, '-');
}

/**
 * File name for reports, which may be published: relative to the working directory, or without a folder if
 * it is elsewhere.
 */
export function shownFile(file: string): string {
  const path = relative(process.cwd(), file);
  const isWithin = !path.startsWith('..') && !isAbsolute(path);
  return isWithin ? path.split(sep).join('/') : `scenarios/${basename(file)}`;
}
