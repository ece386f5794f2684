import { basename } from 'node:path';

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
