import { ControlError } from '../control/steering.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { DrillState } from '../model/drill.ts';
import type { DrillFile, DrillStage } from '../model/drill-file.ts';
import type { DrillRecord, StopKind } from '../model/drill-record.ts';
import type { DrillGateway } from './gateway-port.ts';

/** Why a gateway no longer takes part. */
export interface Loss {
  readonly kind: Extract<StopKind, 'gateway-lost' | 'kill-switch'>;
  readonly because: string;
}

interface Held {
  readonly gateway: DrillGateway;
  readonly id: string;
  renewedAt: number;
  renewal: 'idle' | 'under-way';
  figures: DrillState['figures'];
}

/** Renewals in the time of a lease: two may fail. */
const renewals = 3;

function lossOf(url: string, { endedBy, because }: DrillState): Loss {
  const why = because === null ? '' : `: ${because}`;
  return endedBy === 'kill-switch'
    ? { kind: 'kill-switch', because: `the kill switch of ${url} was used${why}` }
    : { kind: 'gateway-lost', because: `${url} ended the drill by ${endedBy ?? 'itself'}${why}` };
}

/** The drill on all of its gateways: begun on all or on none, its leases renewed until it ends. */
export class HeldDrill {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #onLoss: (loss: Loss) => void;
  readonly #held: Held[] = [];
  #cancel: () => void = () => {};
  #state: 'running' | 'ended' = 'running';

  private constructor(clock: Clock, leaseMs: number, onLoss: (loss: Loss) => void) {
    [this.#clock, this.#leaseMs, this.#onLoss] = [clock, leaseMs, onLoss];
  }

  /** Rejects where one of them refuses; the drill has ended on the others then. */
  static async begin(
    drill: DrillFile,
    gateways: readonly DrillGateway[],
    { clock, onLoss }: { readonly clock: Clock; onLoss(loss: Loss): void },
  ): Promise<HeldDrill> {
    const made = new HeldDrill(clock, drill.leaseMs, onLoss);
    const begun = await Promise.allSettled(gateways.map((gateway) => made.#begin(drill, gateway)));
    const refused = begun.find(({ status }) => status === 'rejected');
    if (refused?.status === 'rejected') {
      await made.end('stopped', 'it could not begin on every gateway');
      throw refused.reason;
    }
    made.#plan();
    return made;
  }

  async #begin({ title, leaseMs, blastRadiusText }: DrillFile, gateway: DrillGateway): Promise<void> {
    const lease = `${leaseMs}ms`;
    const bounds = blastRadiusText === null ? {} : { blastRadius: blastRadiusText };
    const { drill } = await gateway.beginDrill({ drill: title, lease, ...bounds });
    const begun = { renewal: 'idle', figures: drill.figures } as const;
    this.#held.push({ gateway, id: drill.id, renewedAt: this.#clock.now(), ...begun });
  }

  /** Waits for no answer and no measurement. */
  #plan(): void {
    this.#cancel = this.#clock.after(this.#leaseMs / renewals, () => {
      for (const held of this.#held) void this.#renew(held);
      if (this.#state === 'running') this.#plan();
    });
  }

  async #renew(held: Held): Promise<void> {
    const { gateway, id } = held;
    if (held.renewal === 'under-way') return this.#unlessOver(held, 'it does not answer');
    held.renewal = 'under-way';
    try {
      const askedAt = this.#clock.now();
      await gateway.renewLease({ id });
      held.renewedAt = askedAt;
    } catch (error) {
      if (this.#state === 'ended') return;
      // One that answers says why.
      if (error instanceof ControlError) await this.look();
      else this.#unlessOver(held, messageOf(error));
    } finally {
      held.renewal = 'idle';
    }
  }

  /** Of a gateway that cannot be reached the lease decides. */
  #unlessOver({ gateway, renewedAt }: Held, why: string): void {
    if (this.#state === 'ended' || this.#clock.now() - renewedAt < this.#leaseMs) return;
    this.#onLoss({ kind: 'gateway-lost', because: `${gateway.url} cannot be reached: ${why}` });
  }

  /** Asks each gateway whether the drill goes on there, and what it hit. */
  async look(): Promise<void> {
    await Promise.all(this.#held.map((held) => this.#look(held)));
  }

  async #look(held: Held): Promise<void> {
    const { gateway, id } = held;
    // That it cannot be reached is seen by the lease.
    const drill = await gateway.showDrill().then(
      (answer) => answer.drill,
      () => undefined,
    );
    if (drill === undefined || this.#state === 'ended') return;
    if (drill?.id !== id) {
      const why = 'it was started again, or another one took its place';
      const because = `${gateway.url} no longer has the drill: ${why}`;
      this.#onLoss({ kind: 'gateway-lost', because });
      return;
    }
    held.figures = drill.figures;
    if (drill.state === 'ended') this.#onLoss(lossOf(gateway.url, drill));
  }

  async enter({ name: stage, rulesText }: DrillStage): Promise<void> {
    const rules = rulesText === null ? {} : { rules: rulesText };
    await Promise.all(this.#held.map(({ gateway, id }) => gateway.enterStage({ id, stage, ...rules })));
  }

  /** Ends it everywhere, as far as gateways can be reached: elsewhere the lease does. */
  async end(reason: 'completed' | 'stopped', because: string | null): Promise<void> {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#cancel();
    const why = because === null ? {} : { because: because.slice(0, 500) };
    await Promise.all(
      this.#held.map(async (held) => {
        const { gateway, id } = held;
        const answer = await gateway
          .endDrill({ id, reason, ...why })
          .catch(() => gateway.showDrill().catch(() => null));
        if (answer?.drill?.id === id) held.figures = answer.drill.figures;
      }),
    );
  }

  /** What the gateways counted, together. */
  get figures(): DrillRecord['figures'] {
    const heldBack: Record<string, number> = {};
    let hit = 0;
    for (const { figures } of this.#held) {
      hit += figures.hit;
      for (const [bound, count] of Object.entries(figures.heldBack))
        heldBack[bound] = (heldBack[bound] ?? 0) + count;
    }
    return { hit, heldBack };
  }
}
