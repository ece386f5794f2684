import type { ListedKey } from '../../model/admission.ts';
import type { Scenario } from '../../model/scenario.ts';

/** The keys of a scenario, in whichever of the two ways it lists them. */
export interface KeyPlan {
  readonly listed: readonly ListedKey[];
  /** What a key that is not listed gets. `by-form`: valid if it begins as the platform's do. */
  readonly others: 'refused' | 'by-form';
  /** `gateway`: before the source is asked, whatever it is; `stub`: by the stub, in its own order. */
  readonly judgedBy: 'gateway' | 'stub';
}

const always = { revokedAtMs: Number.POSITIVE_INFINITY, revokedAfter: Number.POSITIVE_INFINITY };

function plain(secret: string, state: ListedKey['state']): Omit<ListedKey, 'id'> {
  return { secret, state, ...always, rotation: null, error: null };
}

/** `keys:` of the scenario, or else the lists of its stub. A key on several lists is what is worst for it. */
export function keyPlanOf({ admission, stub }: Pick<Scenario, 'admission' | 'stub'>): KeyPlan {
  if (admission.keys !== null) return { listed: admission.keys, others: 'refused', judgedBy: 'gateway' };
  const bySecret = new Map<string, Omit<ListedKey, 'id'>>();
  for (const secret of stub.keys ?? []) bySecret.set(secret, plain(secret, 'valid'));
  for (const secret of stub.otherWorkspaceKeys) bySecret.set(secret, plain(secret, 'other-workspace'));
  for (const secret of stub.revokedKeys) bySecret.set(secret, plain(secret, 'revoked'));
  const listed = [...bySecret.values()].map((key, index) => ({ ...key, id: `key_${index + 1}` }));
  return { listed, others: stub.keys === null ? 'by-form' : 'refused', judgedBy: 'stub' };
}
