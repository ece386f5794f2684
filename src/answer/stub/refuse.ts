import type { RequestFacts } from '../../model/facts.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import type { Refusal } from '../../model/refusal.ts';
import type { Step } from '../../model/step.ts';
import { refusalEntry, subjectOf } from '../../platforms/envelope.ts';
import { errorAnswer } from '../error-answer.ts';

export interface Refused {
  readonly refusal: Refusal;
  /** The invalid or missing field. */
  readonly param?: string;
  /** The model in the path, if it does not come from the body. */
  readonly model?: string;
}

/** The platform's error for a refusal, in the format of the surface that was requested. */
export function refuse(inUse: PlatformInUse, facts: RequestFacts, refused: Refused): Step[] {
  const { model = facts.model, param = null } = refused;
  const subject = { ...subjectOf(facts), model, param };
  return errorAnswer(inUse, facts.surface, refusalEntry(inUse, refused.refusal), subject);
}
