import type { Operation } from '../operation.ts';
import { addRule } from './add-rule.ts';
import { advanceClock } from './advance-clock.ts';
import { beginDrill } from './begin-drill.ts';
import { endDrill } from './end-drill.ts';
import { enterStage } from './enter-stage.ts';
import { listKeys } from './list-keys.ts';
import { listLimits } from './list-limits.ts';
import { listReplicas } from './list-replicas.ts';
import { listRules } from './list-rules.ts';
import { listUnderWay } from './list-under-way.ts';
import { playScenario } from './play-scenario.ts';
import { playStage } from './play-stage.ts';
import { readJournal } from './read-journal.ts';
import { removeRule } from './remove-rule.ts';
import { renewLease } from './renew-lease.ts';
import { replaceRule } from './replace-rule.ts';
import { replaceRules } from './replace-rules.ts';
import { reportOutcome } from './report-outcome.ts';
import { reset } from './reset.ts';
import { resumeFaults } from './resume-faults.ts';
import { revokeKey } from './revoke-key.ts';
import { rotateKey } from './rotate-key.ts';
import { setLimit } from './set-limit.ts';
import { setReplicas } from './set-replicas.ts';
import { showClock } from './show-clock.ts';
import { showDrill } from './show-drill.ts';
import { showScenario } from './show-scenario.ts';
import { stopFaults } from './stop-faults.ts';
import { switchRule } from './switch-rule.ts';
import { topUpWallet } from './top-up-wallet.ts';
import { verdicts } from './verdicts.ts';
import { waitForEntries } from './wait-for-entries.ts';

/** Every operation, in the order in which they are listed. */
export const operations = [
  listRules,
  addRule,
  replaceRules,
  replaceRule,
  switchRule,
  removeRule,
  showScenario,
  playScenario,
  playStage,
  listLimits,
  setLimit,
  topUpWallet,
  listKeys,
  revokeKey,
  rotateKey,
  listReplicas,
  setReplicas,
  reset,
  stopFaults,
  resumeFaults,
  beginDrill,
  enterStage,
  renewLease,
  endDrill,
  showDrill,
  listUnderWay,
  readJournal,
  waitForEntries,
  verdicts,
  reportOutcome,
  showClock,
  advanceClock,
] as const;

/** The same, for code that treats each of them alike. */
export const everyOperation = operations as unknown as readonly Operation[];
