import { basename, isAbsolute, relative, sep } from 'node:path';

const ending = /\.ya?ml$/i;

export function isScenarioFile(file: string): boolean {
  return ending.test(file);
}

/** `dir/my.scenario.yaml` → `my-scenario`: what stands between `/@` and `.` or `/` in a URL. */
export function scenarioName(file: string): string {
  return basename(file)
    .replace(ending, '')
    .replaceAll(/[^\w-]+/g, '-');
}

/** For reports, which leave the machine: relative to the working directory; elsewhere by its name alone. */
export function shownFile(file: string): string {
  const path = relative(process.cwd(), file);
  const isWithin = !path.startsWith('..') && !isAbsolute(path);
  return isWithin ? path.split(sep).join('/') : `scenarios/${basename(file)}`;
}
