import { FileMistakes, type Mistake } from '../config/mistakes.ts';
import type { Part } from '../config/validate.ts';
import { shippedFile, shippedNames } from '../gateway/library.ts';
import { UsageError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import { readTextFile } from '../lib/text-file.ts';
import type { DrillTarget } from '../model/drill-file.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { NamedUpstream, Scenario } from '../model/scenario.ts';
import { alwaysOf } from '../scenario/every-request.ts';
import { checkScenario } from '../scenario/load.ts';
import { isScenarioFile } from '../scenario/name.ts';
import { platformInUse } from '../scenario/platform-in-use.ts';
import { seenFrom } from '../scenario/resolve-relative.ts';
import { targetShape } from './schema.ts';

const defaultScenario = 'healthy';

/** What is drilled, as far as the file could be read. */
export interface ReadTarget {
  /** `null`: refused. */
  readonly inUse: PlatformInUse | null;
  /** Those that rules may name; `null`: they are the gateways' own, which are not asked. */
  readonly upstreams: readonly NamedUpstream[] | null;
  /** Whether the stub alone answers, so that the models are those of the platform. */
  readonly isStubbed: boolean;
  readonly target: Omit<DrillTarget, 'inUse'>;
}

/** `null`: no scenario has that name. */
function fileOf(part: Part, name: string): string | null {
  if (isScenarioFile(name) || /[\\/]/.test(name)) return seenFrom(part.file, name);
  const names = shippedNames();
  if (names.includes(name)) return shippedFile(name);
  part.refuse(`${unknownName('scenario', name, names)}; a file is given with its ending, .yaml`);
  return null;
}

/** The scenario, whose own mistakes are those of its file. */
async function readScenario(part: Part, file: string, mistakes: Mistake[]): Promise<Scenario | null> {
  try {
    const { scenario, warnings } = await checkScenario(await readTextFile(file), file);
    mistakes.push(...warnings);
    return scenario;
  } catch (error) {
    if (error instanceof FileMistakes) mistakes.push(...error.mistakes);
    else if (error instanceof UsageError) part.refuse(error.message);
    else throw error;
    return null;
  }
}

const isStub = ({ upstream, upstreams }: Scenario): boolean =>
  [upstream, ...upstreams.map(({ options }) => options)].every(({ kind }) => kind === 'stub');

export async function readTarget(part: Part, mistakes: Mistake[]): Promise<ReadTarget> {
  const {
    scenario: name,
    gateways = [],
    label = null,
  } = part.value === undefined ? {} : part.fields(targetShape, ['platform']);
  const file = fileOf(part.at('scenario'), name ?? defaultScenario);
  const scenario = file === null ? null : await readScenario(part.at('scenario'), file, mistakes);
  const inUse = part.has('platform') ? await platformInUse(part.at('platform'), mistakes) : scenario?.inUse;
  const isOthers = gateways.length > 0 && name === undefined;
  return {
    inUse: inUse ?? null,
    upstreams: isOthers ? null : (scenario?.upstreams ?? null),
    isStubbed: !isOthers && scenario !== null && isStub(scenario),
    target: {
      // Gateways that run already are not asked what answers behind them.
      always: isOthers || scenario === null ? 'every request' : alwaysOf(scenario),
      scenario: file ?? defaultScenario,
      gateways: gateways.map((url) => new URL(url).origin),
      label,
    },
  };
}
