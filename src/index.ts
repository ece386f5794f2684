export { type ControlAddress, connectGateway } from './control/connect.ts';
export type { Methods } from './control/methods.ts';
export {
  ControlError,
  type FaultState,
  type LimitLevels,
  type PlacedMistake,
  type Report,
  type ResetCounts,
  type ShownRadius,
  type ShownRule,
  type ShownScenario,
} from './control/steering.ts';
export type { Environment } from './embed/environment.ts';
export type { Gateway, GatewayAddresses, GatewayJournal } from './embed/gateway.ts';
export type { Awaited, Isolated, IsolatedRules, WaitOptions } from './embed/isolate.ts';
export type { GatewayOptions, JournalOptions } from './embed/options.ts';
export { startGateway } from './embed/start-gateway.ts';
export type { LogLevel } from './lib/log.ts';
export type { ClockKind } from './lib/manual-clock.ts';
export type { ShownKey, ShownReplicas } from './model/admission-level.ts';
export type { RadiusBound, RadiusFigures } from './model/blast-radius.ts';
export type { CertificateProfile } from './model/connection-plan.ts';
export type { LimitKey, LimitUnit } from './model/counted-limit.ts';
export type { LimitReading, RuleOutcome } from './model/decision.ts';
export type { DrillEnd, DrillFigures, DrillMark, DrillState, Latch } from './model/drill.ts';
export type {
  BodyText,
  ClientReaction,
  ConnectionEntry,
  Ending,
  Entry,
  EntryBase,
  EntryTrace,
  FindingEntry,
  NoticeEntry,
  OpeningEntry,
  OutcomeEntry,
  Played,
  PlayedPause,
  RequestEntry,
  UpstreamFailure,
} from './model/entry.ts';
export type { ErrorInside } from './model/error-inside.ts';
export type { EvidenceName } from './model/evidence.ts';
export type {
  BodyExtent,
  Certainty,
  Change,
  Predecessor,
  StrayKeyPlace,
  UpstreamFacts,
} from './model/facts.ts';
export type { KeyLevel, LimitLevel } from './model/limit-level.ts';
export type { Notice } from './model/notice.ts';
export type { Tokens } from './model/tokens.ts';
export type { UpstreamEntry } from './model/upstream-entry.ts';
export type { CorporateRoot } from './tls/profiles.ts';
