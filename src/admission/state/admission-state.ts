import type { Clock } from '../../lib/clock.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { Hiding, KeptKeys } from './kept-keys.ts';
import { keyPlanOf } from './key-plan.ts';
import { KeyRing } from './key-ring.ts';
import { type KeptReplicas, ReplicaHealth } from './replica-health.ts';

/** What of one run admits or refuses without counting, and changes while it runs. */
export interface AdmissionState {
  readonly keys: KeyRing;
  readonly replicas: ReplicaHealth;
}

/** `age`: milliseconds since the scenario began. */
export function createAdmissionState(scenario: Scenario, clock: Clock, age?: () => number): AdmissionState {
  const { credential } = scenario.inUse.platform;
  return {
    keys: new KeyRing(keyPlanOf(scenario), credential, clock, age),
    replicas: new ReplicaHealth(scenario.admission.replicas),
  };
}

/** What of it is kept over a restart. */
export interface KeptAdmission {
  readonly keys: KeptKeys;
  readonly replicas: KeptReplicas;
}

/** `null`: it is as the scenario has it. */
export function saveAdmission({ keys, replicas }: AdmissionState, hiding: Hiding): KeptAdmission | null {
  const kept = { keys: keys.save(hiding), replicas: replicas.save() };
  const isKept = [kept.keys.keys, kept.keys.retired, kept.replicas].some((each) => each.length > 0);
  return isKept || kept.keys.made > 0 ? kept : null;
}

/** Answers the ids of keys and the models that are others now, which begin as the scenario has them. */
export function restoreAdmission(
  { keys, replicas }: AdmissionState,
  kept: KeptAdmission,
  digestOf: Hiding['digestOf'],
): string[] {
  return [...keys.restore(kept.keys, digestOf), ...replicas.restore(kept.replicas)];
}

/** Differs whenever there is something else to keep. */
export const admissionStamp = ({ keys, replicas }: AdmissionState): string =>
  `${keys.stamp} ${JSON.stringify(replicas.save())}`;
