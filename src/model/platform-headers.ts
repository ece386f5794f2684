import type { LimitField } from './limit-field.ts';
import type { Documented } from './platform.ts';

/**
 * Header fields of every generated error and success. `$setting:NAME` is replaced by the value of the
 * setting; the value `absent` omits the field.
 */
export interface PlatformHeaders {
  readonly error: Readonly<Record<string, string>>;
  readonly success: Readonly<Record<string, string>>;
  /**
   * `yes`: also on answers that are not generated from the catalogue or by the stub: those of a backend, a
   * tape, `respond`, and the gateway's own. `$setting:NAME`: the setting says yes or no. `null`: no.
   */
  readonly every: string | null;
  /** `4xx`, `5xx` → category of an error whose entry has none, or that has no entry. */
  readonly unlisted: Readonly<Partial<Record<'4xx' | '5xx', string>>>;
  /** Header field → what it tells of the rate limits that counted a request. */
  readonly limits: Readonly<Record<string, LimitField>>;
  /** `$setting:NAME`: the setting says whether these are sent, on or off. `null`: they are. */
  readonly tellsLimits: string | null;
  readonly documented: Documented;
}
