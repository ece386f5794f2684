import type { RequestFacts } from '../../model/facts.ts';
import type { Prospect, Standing } from '../../model/outlook.ts';
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
  answer: (prospects: Prospects, standings: readonly Standing[]) => readonly Step[],
): Answer {
  const { outlook, models } = run;
  if (outlook === null) return answer(new Map(Array.from(models.keys(), (id) => [id, 'well'])), []);
  return (async function* () {
    const standings = await outlook.standings(asker, models.values());
    const steps = answer(await prospectsOf(asker, run), standings);
    // HEAD gets the same head as GET.
    yield* asker.method === 'HEAD' ? steps.filter(({ kind }) => kind !== 'frame') : steps;
  })();
}
