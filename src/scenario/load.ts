import type { z } from 'zod';
import { type Document, readDocument } from '../config/document.ts';
import { FileMistakes, isWarning, type Mistake, warningsAmong } from '../config/mistakes.ts';
import { Part } from '../config/validate.ts';
import type { Limits, Scenario } from '../model/scenario.ts';
import { compileExpectations, compileRules, compileStages } from './compile.ts';
import { readAdmission } from './compile-admission.ts';
import { compileBlastRadius } from './compile-blast-radius.ts';
import { compileLimits } from './compile-limits.ts';
import { compileRule } from './compile-rule.ts';
import { defaultLimits, drawSeed, stubOptions } from './defaults.ts';
import { alwaysOf } from './every-request.ts';
import { flagDocument, flagRule } from './flags.ts';
import { warnOfVersions } from './http-versions.ts';
import { limitLists } from './limit-kinds/index.ts';
import { flagRuleId, scenarioName } from './name.ts';
import { checkUpstreams, readInstead, readUpstreams } from './named-upstreams.ts';
import { platformInUse } from './platform-in-use.ts';
import { checkReach } from './reach.ts';
import { readRecord } from './record.ts';
import { type limitsShape, scenarioShape } from './schema.ts';
import { readUpstream } from './upstream.ts';

/** Values of flags and environment variables; each overrides the file. */
export interface ScenarioOverrides {
  readonly platform?: string;
  readonly upstream?: string;
  /** Path of the tape that records the upstream's answers. */
  readonly record?: string;
  readonly seed?: string;
  /** Items of a sequence: `429, 429, ok`. It becomes the first rule; `readAll` says whose. */
  readonly rule?: string;
}

/** Keys that are validated against each other or against the platform, not by the schema. */
const elsewhere = [
  ...(['platform', 'upstream', 'upstreams', 'record', 'rules', 'stages', 'expect'] as const),
  ...(['keys', 'allowlists', 'replicas', 'blastRadius'] as const),
  ...limitLists,
] as const;

/** Loads one scenario: collects its documents and all mistakes in them. */
class Loading {
  readonly mistakes: Mistake[] = [];

  /** `null`: the text is not YAML. */
  read(document: () => Document): Part | null {
    try {
      return Part.root(document(), this.mistakes);
    } catch (error) {
      if (!(error instanceof FileMistakes)) throw error;
      this.mistakes.push(...error.mistakes);
      return null;
    }
  }

  /** The value of the flag if there is one, else that of the file. */
  either(flag: string, value: string | undefined, part: Part): Part {
    return value === undefined ? part : Part.root(flagDocument(flag, value), this.mistakes);
  }

  get isRefused(): boolean {
    return this.mistakes.some((mistake) => !isWarning(mistake));
  }

  finish(): void {
    if (this.isRefused) throw new FileMistakes(this.mistakes);
  }
}

function limitsOf({ read, hang, ...rest }: z.output<typeof limitsShape>): Limits {
  return { ...rest, readMs: read, hangMs: hang };
}

/** The conditions of every rule and limit of the file. */
function whensOf(part: Part): Part[] {
  return ['rules', ...limitLists].flatMap((list) =>
    part
      .at(list)
      .items()
      .map((item) => item.at('when')),
  );
}

type Source = Pick<Scenario, 'upstream' | 'upstreams' | 'record'>;

/** Several upstreams, in the place of the one that is `stub` then. */
function readSeveral(
  loading: Loading,
  part: Part,
  { upstream: to, record: tape }: ScenarioOverrides,
  env: NodeJS.ProcessEnv,
): Source {
  if (part.has('upstream'))
    part.at('upstream').refuse('a scenario has "upstream" or "upstreams", not both; leave one out', 'key');
  const record = loading.either('--record', tape, part.at('record'));
  if (record.value !== undefined)
    record.refuse('a tape does not say which of several upstreams answered; record each by itself');
  const instead =
    to === undefined ? null : readInstead(Part.root(flagDocument('--upstream', to), loading.mistakes), env);
  const upstreams = readUpstreams(part.at('upstreams'), env, instead);
  return { upstream: { kind: 'stub' }, upstreams, record: null };
}

/** What answers if no fault does, and the tape that records it. */
async function readSource(
  loading: Loading,
  part: Part,
  overrides: ScenarioOverrides,
  env: NodeJS.ProcessEnv,
): Promise<Source> {
  const { upstream: to, record: tape } = overrides;
  const several = part.has('upstreams') ? readSeveral(loading, part, overrides, env) : null;
  checkUpstreams(whensOf(part), several?.upstreams ?? []);
  if (several !== null) return several;
  const named = loading.either('--upstream', to, part.at('upstream'));
  const upstream = await readUpstream(named, loading.mistakes, env);
  const record = readRecord(loading.either('--record', tape, part.at('record')), upstream);
  return { upstream, upstreams: [], record };
}

function isStubbed({ upstream, upstreams }: Pick<Scenario, 'upstream' | 'upstreams'>): boolean {
  return [upstream, ...upstreams.map(({ options }) => options)].every(({ kind }) => kind === 'stub');
}

function readSeed(loading: Loading, part: Part, { seed }: ScenarioOverrides): string | undefined {
  return loading.either('--seed', seed, part.at('seed')).read(scenarioShape.shape.seed.optional());
}

/** Everything else in a drill would be a mistake as well. */
function refuseDrill(loading: Loading, part: Part): void {
  const kind = part.at('kind');
  if (kind.value !== 'drill') return;
  kind.refuse('this file is a drill, and no scenario; badgateway explain tells what it does', 'key');
  loading.finish();
}

/** A scenario, and what is suspicious about its file. */
export interface Checked {
  readonly scenario: Scenario;
  readonly warnings: readonly Mistake[];
}

/** Loads the scenario of a file; throws `FileMistakes` with all mistakes at once. */
export async function loadScenario(...given: Parameters<typeof checkScenario>): Promise<Scenario> {
  return (await checkScenario(...given)).scenario;
}

type PlainFields = Pick<
  z.output<typeof scenarioShape>,
  'repetitions' | 'overrides' | 'http2' | 'cors' | 'calls' | 'limits'
>;

/** Fields that depend on no other, with their defaults where a mistake left them out. */
function plainFields({ repetitions, overrides, http2, cors, calls, limits }: Partial<PlainFields>) {
  return {
    repetitions: repetitions ?? 1,
    overrides: overrides ?? 'deny',
    versions: http2 === true ? '1.1-and-2' : '1.1',
    cors: cors ?? null,
    ignored: calls?.ignore ?? [],
    limits: limits === undefined ? defaultLimits : limitsOf(limits),
  } as const;
}

/** Like `loadScenario`, with the warnings. */
export async function checkScenario(
  text: string,
  file: string,
  overrides: ScenarioOverrides = {},
  env: NodeJS.ProcessEnv = process.env,
  draw: () => string = drawSeed,
): Promise<Checked> {
  const loading = new Loading();
  const { rule } = overrides;
  const flagged = rule === undefined ? null : loading.read(() => flagRule(flagRuleId, rule));
  const part = loading.read(() => readDocument(text, file));
  if (part === null) throw new FileMistakes(loading.mistakes);

  refuseDrill(loading, part);
  const fields = part.fields(scenarioShape, elsewhere);
  const inUse = await platformInUse(
    loading.either('--platform', overrides.platform, part.at('platform')),
    loading.mistakes,
  );
  const source = await readSource(loading, part, overrides, env);
  const rules = compileRules(part.at('rules'), inUse);
  const written = [...rules];
  if (flagged !== null) rules.unshift({ ...compileRule(flagged, 1, inUse), id: flagRuleId });
  const stages = compileStages(part.at('stages'), rules);
  const models = isStubbed(source) && inUse !== null ? inUse.platform : null;
  // Rules with a mistake are incomplete, so nothing can be said of what they hide.
  if (!loading.isRefused) {
    checkReach(part.at('rules'), written, { stages, models, always: alwaysOf(source) });
    warnOfVersions(part.at('rules'), written, plainFields(fields).versions);
  }
  const countedLimits = compileLimits(part, rules, inUse);
  const admission = readAdmission(part, inUse, { rules, countedLimits });
  const blastRadius = compileBlastRadius(part.at('blastRadius'), inUse, rules);
  const expectations = compileExpectations(part.at('expect'));
  const seed = readSeed(loading, part, overrides);
  loading.finish();
  if (inUse === null) throw new Error(`${file}: no platform and no mistake`);

  const name = scenarioName(file);
  const scenario: Scenario = {
    name,
    title: fields.scenario ?? name,
    file,
    inUse,
    ...source,
    seed: seed ?? draw(),
    seedDrawn: seed === undefined,
    ...{ rules, stages, countedLimits, admission, blastRadius, ...expectations },
    ...plainFields(fields),
    stub: stubOptions(inUse, fields.stub),
  };
  return { scenario, warnings: warningsAmong(loading.mistakes) };
}
