import type { RequestFacts } from '../../model/facts.ts';
import type { PlatformInUse, Refusal } from '../../model/platform.ts';
import type { Step } from '../../model/step.ts';
import { refusalEntry, subjectOf } from '../../platforms/envelope.ts';
import { errorAnswer } from '../error-answer.ts';

export interface Refused {
  readonly refusal: Refusal;
  /** Field at fault. */
  readonly param?: string;
  /** Where it is not the body's: the model in the path. */
  readonly model?: string;
}

/** A refusal as the platform words it on the surface that was asked. */
export function refuse(inUse: PlatformInUse, facts: RequestFacts, refused: Refused): Step[] {
  const { model = facts.model, param = null } = refused;
  const subject = { ...subjectOf(facts), model, param };
  return errorAnswer(inUse, facts.surface, refusalEntry(inUse, refused.refusal), subject);
}
