import type { Part } from '../config/validate.ts';
import type { Admission } from '../model/admission.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { AdmissionKind } from './admission-kind.ts';
import { allowlists } from './allowlists.ts';
import { keys } from './keys.ts';
import { replicas } from './replicas.ts';

const kinds = { keys, allowlists, replicas } as const;

/** The registry, in the order in which a request is asked. */
export const admissionKinds: readonly AdmissionKind[] = Object.values(kinds) as readonly AdmissionKind[];

/** Reads what a scenario file says; mistakes are recorded in the part. */
export function compileAdmission(part: Part, inUse: PlatformInUse | null): Admission {
  const read = admissionKinds.map((kind) => [kind.name, kind.compile(part.at(kind.name), inUse)] as const);
  return Object.fromEntries(read) as unknown as Admission;
}

/** The kinds that a scenario has. */
export function kindsOf(admission: Admission): readonly AdmissionKind[] {
  return admissionKinds.filter((kind) => kind.ids(admission).length > 0);
}

/** Their keys of a scenario file. */
export const admissionShape = {
  keys: keys.shape.exactOptional().describe(keys.summary),
  allowlists: allowlists.shape.exactOptional().describe(allowlists.summary),
  replicas: replicas.shape.exactOptional().describe(replicas.summary),
};
