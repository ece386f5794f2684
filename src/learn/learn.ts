import { UsageError } from '../lib/errors.ts';
import type { Platform } from '../model/platform.ts';
import { figuresOf, type StageFigures } from './figures.ts';
import type { FieldMap } from './formats/format.ts';
import { formatNames } from './formats/index.ts';
import { notesOf } from './notes.ts';
import { readFiles } from './read.ts';
import { stagesOf } from './rules.ts';
import { type LeftOut, samplesOf } from './sample.ts';
import { writeScenario } from './write-scenario.ts';

export interface LearnOptions {
  readonly platform: Platform;
  /** How the scenario names the platform. */
  readonly platformName: string;
  readonly title: string;
  /** `null`: that of each file is recognised. */
  readonly format: string | null;
  readonly map: FieldMap;
}

/** What was learned; also what `--json` prints. */
export interface Learned {
  readonly formats: readonly string[];
  /** Requests that were learned from. */
  readonly requests: number;
  readonly badLines: number;
  readonly dropped: number;
  readonly leftOut: LeftOut;
  readonly stages: readonly StageFigures[];
  readonly notes: readonly string[];
}

export interface LearnedFile {
  readonly learned: Learned;
  /** The scenario as YAML; `null`: there was no request to learn from. */
  readonly text: string | null;
}

/** Reads records of a bad day and writes a scenario that has one like it. */
export async function learn(files: readonly string[], options: LearnOptions): Promise<LearnedFile> {
  const { platform, platformName, title, format, map } = options;
  if (format !== null && !formatNames.includes(format))
    throw new UsageError(`no format "${format}"; known ones: ${formatNames.join(', ')}`);
  const read = await readFiles(files, { format, map });
  const samples = samplesOf(read.observations, platform);
  const stages = samples.samples.length === 0 ? [] : figuresOf(samples.samples);
  const learned: Learned = {
    formats: read.formats.map(({ name }) => name),
    requests: samples.samples.length,
    badLines: read.badLines,
    dropped: read.dropped,
    leftOut: samples.leftOut,
    stages,
    notes: notesOf(read, samples, stages),
  };
  if (stages.length === 0) return { learned, text: null };
  const { formats, requests, notes } = learned;
  const scenario = { title, platform: platformName, formats, requests, notes, stages: stagesOf(stages) };
  return { learned, text: writeScenario(scenario) };
}
