import { compileAdmission, kindsOf } from '../admission/index.ts';
import type { Part } from '../config/validate.ts';
import type { Admission } from '../model/admission.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Scenario } from '../model/scenario.ts';

/** Lists of keys that the stub alone knows. */
const stubLists = ['keys', 'revokedKeys', 'otherWorkspaceKeys'] as const;

/** An id in the journal names one thing. */
function refuseTakenIds(
  part: Part,
  admission: Admission,
  { rules, countedLimits }: Pick<Scenario, 'rules' | 'countedLimits'>,
): void {
  const taken = new Set([...rules, ...countedLimits].map(({ id }) => id));
  const own = new Set<string>();
  for (const kind of kindsOf(admission))
    for (const id of kind.ids(admission)) {
      if (taken.has(id) || own.has(id))
        part
          .at(kind.name)
          .refuse(
            `"${id}" is the name of this in the journal, and of something else too; rename that`,
            'key',
          );
      own.add(id);
    }
}

/** What of the file admits or refuses without counting. `part`: the whole file. */
export function readAdmission(
  part: Part,
  inUse: PlatformInUse | null,
  others: Pick<Scenario, 'rules' | 'countedLimits'>,
): Admission {
  const admission = compileAdmission(part, inUse);
  refuseTakenIds(part, admission, others);
  const stub = part.at('stub');
  for (const name of admission.keys === null ? [] : stubLists)
    if (stub.has(name))
      stub.at(name).refuse(`the file lists its keys under "keys"; move those of "${name}" there`, 'key');
  return admission;
}
