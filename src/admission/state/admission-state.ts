import type { Clock } from '../../lib/clock.ts';
import type { Scenario } from '../../model/scenario.ts';
import { keyPlanOf } from './key-plan.ts';
import { KeyRing } from './key-ring.ts';
import { ReplicaHealth } from './replica-health.ts';

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
