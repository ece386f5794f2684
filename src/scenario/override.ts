import { type Document, readDocument } from '../config/document.ts';
import { FileMistakes, type Mistake } from '../config/mistakes.ts';
import { Part } from '../config/validate.ts';
import { misfitOf } from '../faults/fault.ts';
import { ownErrors } from '../model/answer-origin.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { FaultList, FaultUse, Scenario } from '../model/scenario.ts';
import { ownErrorBody, ownErrorHeader } from '../platforms/own-error.ts';
import { readItem } from './items.ts';
import { withoutLosers } from './replacing-faults.ts';

/** Header with a fault for this request only; read if the scenario says `overrides: allow`. */
export const overrideHeader = 'x-badgateway-fault';

/** `error; code=rate_limited; retryAfter=2s` → `{ error: { code: rate_limited, retryAfter: 2s } }` */
function asDocument(header: string): Document {
  const [name = '', ...parameters] = header.split(';').map((part) => part.trim());
  const pairs = parameters.map((parameter) => parameter.replace(/\s*=\s*/, ': ')).join(', ');
  return readDocument(parameters.length === 0 ? name : `{ ${name}: { ${pairs} } }`, overrideHeader);
}

/** The answer to an override that cannot be parsed: an error, never a healthy answer. */
function refusal(mistakes: readonly Mistake[], inUse: PlatformInUse, surface: string): FaultUse {
  const kind = 'invalid-override';
  const status = ownErrors[kind];
  const message = `${overrideHeader}: ${mistakes.map((mistake) => mistake.message).join('; ')}`;
  const body = ownErrorBody(inUse, surface, { kind, message });
  return { fault: 'respond', params: { status, headers: { [ownErrorHeader]: String(status) }, body } };
}

function read(header: string, { inUse }: Scenario, { surface, connection }: RequestFacts): FaultList {
  const mistakes: Mistake[] = [];
  try {
    const part = Part.root(asDocument(header), mistakes);
    const items = readItem(part, { inUse, surfaces: [surface] });
    for (const { fault, part: place } of items) {
      const misfit = misfitOf(fault, connection);
      if (fault.subject === 'connection')
        place.refuse('a fault of connections cannot be asked for by a request');
      else if (misfit !== null) place.refuse(misfit);
    }
    if (mistakes.length === 0) return withoutLosers(items.map(({ use }) => use));
  } catch (error) {
    if (!(error instanceof FileMistakes)) throw error;
    mistakes.push(...error.mistakes);
  }
  return [refusal(mistakes, inUse, surface)];
}

/** The faults in the override header of a request; `null`: it has none, or overrides are not allowed. */
export function overrideOf(scenario: Scenario, facts: RequestFacts): FaultList | null {
  if (scenario.overrides === 'deny') return null;
  const header = facts.headers[overrideHeader];
  return typeof header === 'string' ? read(header, scenario, facts) : null;
}
