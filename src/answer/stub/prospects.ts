import type { RequestFacts } from '../../model/facts.ts';
import type { Prospect } from '../../model/outlook.ts';
import type { Answer, Step } from '../../model/step.ts';
import type { StubRun } from './handler.ts';

/** Model id → what a request for it would meet now. */
type Prospects = ReadonlyMap<string, Prospect>;

async function prospectsOf(asker: RequestFacts, run: StubRun): Promise<Prospects> {
  const prospects = new Map<string, Prospect>();
  for (const model of run.models.values())
    prospects.set(model.id, (await run.outlook?.prospect(asker, model)) ?? 'well');
  return prospects;
}

/** An answer that tells how the models are. At once where no rule can say anything else than well. */
export function withProspects(
  asker: RequestFacts,
  run: StubRun,
  answer: (prospects: Prospects) => readonly Step[],
): Answer {
  if (run.outlook === null) return answer(new Map(Array.from(run.models.keys(), (id) => [id, 'well'])));
  return (async function* () {
    const steps = answer(await prospectsOf(asker, run));
    // HEAD gets the same head as GET.
    yield* asker.method === 'HEAD' ? steps.filter(({ kind }) => kind !== 'frame') : steps;
  })();
}
