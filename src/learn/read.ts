import { basename } from 'node:path';
import { UsageError } from '../lib/errors.ts';
import { hideSecrets } from '../secrets/redact.ts';
import type { FieldMap, LearnFormat, RecordReader } from './formats/format.ts';
import { formatNames, formats } from './formats/index.ts';
import type { Observation } from './observation.ts';
import { readRecords } from './records.ts';

/** Most observations that are kept; later ones are counted. */
const maxObservations = 500_000;
/** Most places of lines that could not be read that are told. */
const maxPlaces = 5;

export interface ReadFiles {
  readonly observations: readonly Observation[];
  /** Names of the formats that were found. */
  readonly formats: readonly LearnFormat[];
  /** Lines that are no records, and where the first of them are: `log.json:7`. */
  readonly badLines: number;
  readonly badPlaces: readonly string[];
  /** Observations that were too many to keep. */
  readonly dropped: number;
}

export interface ReadOptions {
  /** `null`: each file's own is recognised. */
  readonly format: string | null;
  readonly map: FieldMap;
}

/** Collects what files hold. */
class Reading {
  readonly observations: Observation[] = [];
  readonly formats = new Set<LearnFormat>();
  readonly badPlaces: string[] = [];
  badLines = 0;
  dropped = 0;
  readonly #options: ReadOptions;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  #formatOf(record: unknown): LearnFormat | undefined {
    const { format } = this.#options;
    return formats.find((each) => (format === null ? each.recognises(record) : each.name === format));
  }

  #keep(found: readonly Observation[]): void {
    const room = maxObservations - this.observations.length;
    for (const each of found.slice(0, room)) this.observations.push(each);
    this.dropped += Math.max(0, found.length - room);
  }

  #bad(place: string): void {
    this.badLines += 1;
    if (this.badPlaces.length < maxPlaces) this.badPlaces.push(place);
  }

  async add(file: string): Promise<void> {
    let reader: RecordReader | null = null;
    for await (const { line, value } of readRecords(file)) {
      const format: LearnFormat | undefined =
        reader === null && value !== undefined ? this.#formatOf(value) : undefined;
      if (format !== undefined) {
        this.formats.add(format);
        reader = format.open(this.#options.map);
      }
      const found = value === undefined ? null : (reader?.take(value) ?? null);
      if (found === null) this.#bad(hideSecrets(`${basename(file)}:${line}`));
      else this.#keep(found);
    }
    if (reader === null)
      throw new UsageError(
        `Failed to learn from ${file}: it has no JSON object of a known format; known ones: ` +
          `${formatNames.join(', ')}; write an access log as one JSON object on each line`,
      );
    this.#keep(reader.rest());
  }
}

/** What all files together hold, in the order of time. */
export async function readFiles(files: readonly string[], options: ReadOptions): Promise<ReadFiles> {
  const reading = new Reading(options);
  for (const file of files) await reading.add(file);
  const observations = reading.observations.toSorted((one, other) => one.at - other.at);
  const { badLines, badPlaces, dropped } = reading;
  return { observations, formats: [...reading.formats], badLines, badPlaces, dropped };
}
