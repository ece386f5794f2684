import { UsageError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import type { Platform, PlatformInUse } from '../model/platform.ts';

/** `revoked-key: 403` is a number in YAML, but the value of a setting is a word. */
export type GivenSettings = Readonly<Record<string, string | number | boolean>>;

export interface SettingObjection {
  /** Path within the settings. */
  readonly path: readonly string[];
  readonly message: string;
}

function objectionTo(platform: Platform, name: string, value: string): string | null {
  const names = Object.keys(platform.settings);
  if (names.length === 0) return `platform ${platform.name} has no settings; leave out ${name}`;
  const setting = Object.hasOwn(platform.settings, name) ? platform.settings[name] : undefined;
  if (setting === undefined) return unknownName(`setting of ${platform.name}`, name, names);
  return setting.values.includes(value) ? null : unknownName(`value of ${name}`, value, setting.values);
}

/** Settings of a scenario that the platform does not know. */
export function settingObjections(platform: Platform, given: GivenSettings): SettingObjection[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const message = objectionTo(platform, name, String(value));
    return message === null ? [] : [{ path: [name], message }];
  });
}

/** The platform with its settings; those that are not given have their defaults. */
export function putInUse(platform: Platform, given: GivenSettings = {}): PlatformInUse {
  const [objection] = settingObjections(platform, given);
  if (objection !== undefined) throw new UsageError(objection.message);
  const defaults = Object.entries(platform.settings).map(([name, setting]) => [name, setting.default]);
  const chosen = Object.entries(given).map(([name, value]) => [name, String(value)]);
  return { platform, settings: Object.fromEntries([...defaults, ...chosen]) };
}
