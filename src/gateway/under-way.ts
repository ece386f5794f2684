import type { ShownRequest } from '../control/steering.ts';
import { safeOutcome } from '../journal/request-entry.ts';
import type { RuleOutcome } from '../model/decision.ts';
import type { RequestContext } from './request-context.ts';

/** As the journal will have it, secrets masked. */
function shown({ facts, run }: RequestContext, rules: readonly RuleOutcome[]): ShownRequest {
  const { redactor, scenario, label } = run;
  const { at, method, path, query, route, model, client, stream } = facts;
  const { call, attempt } = facts.call;
  return {
    ...{ at, scenario: scenario.name, label, connection: facts.connection.connection, call, attempt },
    ...{ method, url: redactor.url(path + query), route: route?.name ?? null, stream },
    model: model === null ? null : redactor.text(model),
    client: client === null ? null : redactor.text(client),
    rules: rules.map((outcome) => safeOutcome(outcome, redactor)),
  };
}

/** The requests that were decided on and whose answers have not ended. */
export class UnderWay {
  readonly #rules = new Map<RequestContext, readonly RuleOutcome[]>();

  enter(context: RequestContext, rules: readonly RuleOutcome[]): void {
    this.#rules.set(context, rules);
  }

  leave(context: RequestContext): void {
    this.#rules.delete(context);
  }

  /** The oldest first. */
  list(atMost: number): readonly ShownRequest[] {
    return [...this.#rules].slice(0, atMost).map(([context, rules]) => shown(context, rules));
  }
}
