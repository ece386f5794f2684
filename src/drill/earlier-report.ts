import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import { readRegularFile } from '../lib/regular-file.ts';

/** Bound of a report in MiB. */
const largestMib = 256;

const remedy = 'name a report that an earlier drill wrote with --report FILE.json';

/** How a report is called in a refusal, and what a file is that has none. */
interface Wanted<T> {
  readonly called: string;
  readonly otherwise: string;
  /** Throws where the JSON is no such report. */
  parse(json: unknown): T;
}

/** What an earlier drill reported in JSON. Throws a `UsageError`. */
export function readEarlierReport<T>(file: string, { called, otherwise, parse }: Wanted<T>): T {
  const refused = (why: string) =>
    new UsageError(`Failed to read the ${called} "${file}": ${why}; ${remedy}`);
  let text: string;
  try {
    text = readRegularFile(file, largestMib);
  } catch (error) {
    throw refused(errorCode(error, messageOf(error)));
  }
  try {
    return parse(JSON.parse(text));
  } catch {
    throw refused(otherwise);
  }
}
