import type { StubHandler } from './handler.ts';
import { newKeyCard } from './keys.ts';
import { refuse } from './refuse.ts';
import { reply } from './reply.ts';

/** Gives a key a new secret; again before that one was used is the platform's conflict. */
export const keyRotation: StubHandler = {
  answer({ facts }, run) {
    const [id = ''] = Object.values(facts.segments);
    const rotated = run.keys.rotate(id);
    if (rotated === 'unknown') return refuse(run.inUse, facts, { refusal: 'unknown-key-id' });
    if (rotated === 'pending') return refuse(run.inUse, facts, { refusal: 'rotation-pending' });
    return reply(run, newKeyCard(rotated));
  },
};
