import type { StubHandler } from './handler.ts';
import { newKeyObject } from './keys.ts';
import { refuse } from './refuse.ts';
import { reply } from './reply.ts';

/**
 * Gives a key a new secret. A second rotation before its
 * first use is refused with the platform's conflict error.
 */
export const keyRotation: StubHandler = {
  answer({ facts }, run) {
    const [id = ''] = Object.values(facts.segments);
    const rotated = run.keys.rotate(id);
    if (rotated === 'unknown') return refuse(run.inUse, facts, { refusal: 'unknown-key-id' });
    if (rotated === 'pending' || rotated === 'taken')
      return refuse(run.inUse, facts, { refusal: 'rotation-pending' });
    return reply(run, newKeyObject(rotated));
  },
};
