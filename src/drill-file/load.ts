import { z } from 'zod';
import { readDocument } from '../config/document.ts';
import { FileMistakes, isWarning, type Mistake, warningsAmong } from '../config/mistakes.ts';
import { Part } from '../config/validate.ts';
import { isMapping } from '../lib/mapping.ts';
import { unknownName } from '../lib/nearest.ts';
import type {
  DrillFile,
  DrillStage,
  Hypothesis,
  StopCondition,
  StopConditions,
} from '../model/drill-file.ts';
import { compileBlastRadius } from '../scenario/compile-blast-radius.ts';
import { scenarioName } from '../scenario/name.ts';
import { checkUpstreams } from '../scenario/named-upstreams.ts';
import { checkReach, warnOfModels } from '../scenario/reach.ts';
import { capOf } from './cap.ts';
import { ProbeReader } from './probes.ts';
import { drillShape, hypothesisShape, noneShape } from './schema.ts';
import { readStages } from './stages.ts';
import { type ReadTarget, readTarget } from './target.ts';

const elsewhere = [
  ...(['target', 'probes', 'steadyState', 'hypothesis', 'stages'] as const),
  ...(['blastRadius', 'stopConditions'] as const),
] as const;

/** The lists of rules in the file; a repeated stage has one. */
function ruleLists(part: Part): Part[] {
  const stages = part.at('stages').items();
  return stages.flatMap((stage) => [stage, ...stage.at('stages').items()]).map((stage) => stage.at('rules'));
}

/** Stages with rules as they are written; those on the spot are the one rule of their stage. */
function whensOf(part: Part): Part[] {
  const rules = ruleLists(part).flatMap((list) => list.items());
  const stages = part.at('stages').items();
  return [...rules, ...stages, ...stages.flatMap((stage) => stage.at('stages').items())].map((each) =>
    each.at('when'),
  );
}

/** Said of each stage by itself: the rules of another one are not there. */
function checkRules(
  part: Part,
  stages: readonly DrillStage[],
  { isStubbed, inUse, target }: ReadTarget,
): void {
  const models = isStubbed && inUse !== null ? inUse.platform : null;
  const { always } = target;
  const places = part
    .at('stages')
    .items()
    .flatMap((stage) => (stage.has('repeat') ? stage.at('stages').items() : [stage]));
  for (const place of places) {
    const name = place.at('name').value;
    const found = stages.find((stage) => stage.name === name || stage.name === `${String(name)}-1`);
    if (found === undefined) continue;
    if (place.has('rules')) checkReach(place.at('rules'), found.rules, { stages: [], models, always });
    else if (models !== null)
      warnOfModels(place.at('when', 'model'), found.rules[0]?.when.model ?? [], models);
  }
}

const list = z.array(z.unknown());

function readSteadyState(part: Part, probes: ProbeReader): readonly string[] {
  const steady = part.at('steadyState');
  if (steady.value === undefined)
    part.refuse('missing "steadyState": name the probes that show that the system is well', 'key');
  else
    steady.read(list.min(1, 'expected at least one probe: how else does it show that the system is well?'));
  return probes.uses(steady);
}

function readHypothesis(part: Part, stages: readonly DrillStage[], probes: ProbeReader): Hypothesis {
  const place = part.at('hypothesis');
  if (place.value === undefined) {
    part.refuse('missing "hypothesis": say what you claim by { says, probes }', 'key');
    return { says: '', probes: [], stages: [] };
  }
  const { says = '', stages: named } = place.fields(hypothesisShape, ['probes']);
  const known = stages.map(({ name }) => name);
  for (const [index, name] of (named ?? []).entries())
    if (!known.includes(name)) place.at('stages', index).refuse(unknownName('stage', name, known));
  const proof = place.at('probes');
  if (isMapping(place.value) && proof.value === undefined)
    place.refuse('a hypothesis without "probes" proves nothing; name at least one', 'key');
  else proof.read(list.min(1, 'a hypothesis without probes proves nothing; name at least one'));
  const injecting = stages.filter(({ role }) => role === 'inject').map(({ name }) => name);
  return { says, probes: probes.uses(proof), stages: named ?? injecting };
}

const conditionHint = 'expected { if: PROBE } or { unless: PROBE }';

function readCondition(part: Part, probes: ProbeReader): StopCondition[] {
  const [only, ...others] = part.entries();
  if (only === undefined || others.length > 0 || (only[0] !== 'if' && only[0] !== 'unless')) {
    part.refuse(conditionHint);
    return [];
  }
  const [word, given] = only;
  const probe = probes.use(given);
  return probe === null ? [] : [{ when: word === 'if' ? 'held' : 'refuted', probe }];
}

const noConditions: StopConditions = { kind: 'none', because: '' };

function readStopConditions(part: Part, probes: ProbeReader): StopConditions {
  const place = part.at('stopConditions');
  if (place.value === undefined) {
    part.refuse(
      'missing "stopConditions": say what ends the drill by [{ if: PROBE }, { unless: PROBE }], or write ' +
        '{ none: REASON } with the reason why nothing has to',
      'key',
    );
    return noConditions;
  }
  if (isMapping(place.value)) return { kind: 'none', because: place.fields(noneShape).none ?? '' };
  if (
    place.read(list.min(1, `${conditionHint}, at least one; { none: REASON } is the word for none`)) ===
    undefined
  )
    return noConditions;
  return { kind: 'conditions', conditions: place.items().flatMap((each) => readCondition(each, probes)) };
}

/** A drill, and what is suspicious about its file. */
export interface CheckedDrill {
  readonly drill: DrillFile;
  readonly warnings: readonly Mistake[];
}

function compile(part: Part, read: ReadTarget): Omit<DrillFile, 'target' | 'name' | 'file'> {
  const fields = part.fields(drillShape, elsewhere);
  const { inUse, isStubbed, upstreams } = read;
  const probes = new ProbeReader(part.at('probes'), isStubbed && inUse !== null ? inUse.platform : null);
  const stages = readStages(part.at('stages'), inUse, probes);
  if (!part.has('stages')) part.refuse('missing "stages": say what happens, and for how long', 'key');
  if (upstreams !== null) checkUpstreams(whensOf(part), upstreams);
  const steadyState = readSteadyState(part, probes);
  const hypothesis = readHypothesis(part, stages, probes);
  const stopConditions = readStopConditions(part, probes);
  const rules = stages.flatMap((stage) => stage.rules);
  const blastRadius = compileBlastRadius(part.at('blastRadius'), inUse, rules);
  const capMs = capOf(part, fields.cap ?? null, stages);
  if (part.refusals === 0) {
    checkRules(part, stages, read);
    probes.warnOfUnused();
  }
  return {
    ...{
      title: fields.drill ?? scenarioName(part.file),
      probes: probes.all,
      steadyState,
      hypothesis,
      stages,
    },
    ...{
      blastRadius,
      blastRadiusText: blastRadius === null ? null : JSON.stringify(part.at('blastRadius').value),
    },
    ...{ stopConditions, everyMs: fields.every ?? 0, leaseMs: fields.lease ?? 0, capMs },
  };
}

/** Loads the drill of a file with its warnings; throws `FileMistakes` with all mistakes at once. */
export async function checkDrill(text: string, file: string): Promise<CheckedDrill> {
  const mistakes: Mistake[] = [];
  const part = Part.root(readDocument(text, file), mistakes);
  const read = await readTarget(part.at('target'), mistakes);
  const drill = compile(part, read);
  if (mistakes.some((mistake) => !isWarning(mistake))) throw new FileMistakes(mistakes);
  const { inUse, target } = read;
  if (inUse === null) throw new Error(`${file}: no platform and no mistake`);
  return {
    drill: { name: scenarioName(file), file, ...drill, target: { ...target, inUse } },
    warnings: warningsAmong(mistakes),
  };
}
