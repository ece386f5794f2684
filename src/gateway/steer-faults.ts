import type { Steering } from '../control/steering.ts';
import type { NoticeEntry } from '../model/entry.ts';
import type { SteeringParts } from './create-steering.ts';
import { DrillSession } from './drill-session.ts';
import { KillSwitch } from './kill-switch.ts';

type Steered =
  | 'faults'
  | 'latch'
  | 'stopFaults'
  | 'releaseFaults'
  | 'beginDrill'
  | 'enterStage'
  | 'renewLease'
  | 'endDrill'
  | 'drill';

type Needed = Pick<SteeringParts, 'clock' | 'ruleClock' | 'faults' | 'library' | 'closeIdle' | 'notice'>;

/** A drill, and what ends every fault. */
export function faultSteering(parts: Needed): Pick<Steering, Steered> {
  const { clock, ruleClock, faults, library, closeIdle } = parts;
  const notice = (kind: NoticeEntry['notice'], says: string) =>
    parts.notice(library.primary.scenario.name, says, '', kind);
  const names = () => library.primary.scenario;
  const drill = new DrillSession({ clock, ruleClock, faults, names, closeIdle, notice });
  faults.close = () => drill.close();
  const killSwitch = new KillSwitch({
    ...{ clock, faults, drill, notice },
    closeIdle() {
      if (library.primary.hasConnectionRules) closeIdle();
    },
  });
  faults.follow = (stop) => killSwitch.follow(stop);
  return {
    faults: () => faults.state,
    latch: () => faults.latch,
    stopFaults(reason, by = 'operation') {
      killSwitch.stop(by, reason);
      return faults.kept();
    },
    async releaseFaults(reason) {
      killSwitch.release(reason);
      await faults.kept();
    },
    beginDrill: (beginning) => drill.begin(beginning),
    enterStage: (entering) => drill.enter(entering),
    renewLease: (id) => drill.renew(id),
    endDrill: (id, by, because) => drill.end(id, by, because),
    drill: () => drill.show(),
  };
}
