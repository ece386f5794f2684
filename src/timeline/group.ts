import type { RequestEntry } from '../model/entry.ts';

/** The group whose requests share call numbers: the label, or the scenario if there is no label. */
export function groupOf({ label, scenario }: { readonly label: string; readonly scenario: string }): string {
  return label === '' ? scenario : label;
}

/** The program, within its group, that sent a request. */
export const clientOf = (entry: RequestEntry) => `${groupOf(entry)} ${entry.client}`;
