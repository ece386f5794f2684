import type { IncomingMessage } from 'node:http';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { UsageError } from '../lib/errors.ts';
import type { WrittenAnswer } from '../model/answer-origin.ts';
import { parseTarget, type Target } from '../request/target.ts';
import type { Asked } from './asked-upstream.ts';
import {
  invalidHeadAnswer,
  misdirected,
  unknownScenario,
  unknownUpstream,
  unreadableScenario,
} from './gateway-responses.ts';
import { invalidHead, invalidTarget } from './invalid-head.ts';
import type { Library } from './library.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';

/** The run that a URL names, or what the gateway answers in its place. */
export type ResolvedRun =
  | { readonly kind: 'run'; readonly run: Run; readonly asked: Asked }
  /** `says`: why, for the log. */
  | { readonly kind: 'refused'; readonly answer: WrittenAnswer; readonly says: string };

interface RunSources {
  readonly library: Library;
  readonly runs: Runs;
}

function invalid({ library }: RunSources, wrong: string): ResolvedRun {
  return { kind: 'refused', answer: invalidHeadAnswer(library.primary.scenario.inUse, wrong), says: wrong };
}

function runOf(found: CompiledScenario | null, target: Target, sources: RunSources): ResolvedRun {
  const { library, runs } = sources;
  const { inUse } = library.primary.scenario;
  if (found === null)
    return {
      kind: 'refused',
      answer: unknownScenario(inUse, target.scenario ?? '', library.names()),
      says: `no scenario is named "${target.scenario}"`,
    };
  // Rules for connections act before a URL exists, so only the default scenario may have them.
  if (found.hasConnectionRules && found !== library.primary)
    return {
      kind: 'refused',
      answer: misdirected(inUse, found.scenario.name),
      says: `scenario "${found.scenario.name}" has rules for connections, so it has to be the default one`,
    };
  const run = runs.of(found, target.label);
  const asked = run.ask(target);
  if (asked !== null) {
    const wrong = invalidTarget(asked);
    return wrong === null ? { kind: 'run', run, asked } : invalid(sources, wrong);
  }
  const { name, upstreams } = found.scenario;
  const known = upstreams.map((upstream) => upstream.name);
  return {
    kind: 'refused',
    answer: unknownUpstream(inUse, { scenario: name, path: target.path, known }),
    says: `scenario "${name}" has no upstream of that name`,
  };
}

/** No defect of badgateway: another platform was put in the place of the scenario's own. */
function unreadable(error: unknown, { scenario }: Target, { library }: RunSources): ResolvedRun {
  if (!(error instanceof UsageError)) throw error;
  const { inUse } = library.primary.scenario;
  return {
    kind: 'refused',
    answer: unreadableScenario(inUse, scenario ?? '', error),
    says: error.message.split('\n')[0] ?? '',
  };
}

/** A promise only while a shipped scenario is being read: the plain path stays in one turn. */
export function resolveRun(req: IncomingMessage, sources: RunSources): ResolvedRun | Promise<ResolvedRun> {
  const { library } = sources;
  const wrong = invalidHead(req);
  if (wrong !== null) return invalid(sources, wrong);
  const target = parseTarget(req.url ?? '/');
  const found = target.scenario === null ? library.primary : library.find(target.scenario);
  return found instanceof Promise
    ? found.then(
        (compiled) => runOf(compiled, target, sources),
        (error: unknown) => unreadable(error, target, sources),
      )
    : runOf(found, target, sources);
}
