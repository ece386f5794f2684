import type { Scenario, When } from '../model/scenario.ts';
import { isSecret, isSecretKey } from '../secrets/names.ts';
import { createRedactor } from '../secrets/redact.ts';
import { type Sample, sampleKey, sampleOf } from './sample-request.ts';

/** Printed in the place of a key of the scenario; the user replaces it. */
const placeholder = 'YOUR-KEY';

type Given = readonly (string | number | bigint | boolean | null)[];

/** `Bearer KEY` keeps its scheme. */
function withPlaceholder(values: Given): string[] {
  return values.map((value) => String(value).replace(/\S+$/, placeholder));
}

function shownWhen(when: When, { inUse }: Scenario): When {
  const { credential } = inUse.platform;
  const { text } = createRedactor([inUse.platform]);
  const safe = <Value>(value: Value) => (typeof value === 'string' ? (text(value) as Value) : value);
  const { header, body, key, ...plain } = when;
  const isKeyField = (name: string) => isSecret('header', name) || credential.headers.includes(name);
  const fields = Object.entries(plain).map(
    ([name, value]) => [name, Array.isArray(value) ? value.map(safe) : value] as const,
  );
  return {
    ...(Object.fromEntries(fields) as typeof plain),
    ...(key === undefined ? {} : { key: withPlaceholder(key) }),
    ...(header === undefined
      ? {}
      : {
          header: Object.fromEntries(
            Object.entries(header).map(([name, values]) => [
              name,
              isKeyField(name) ? withPlaceholder(values) : values.map(safe),
            ]),
          ),
        }),
    ...(body === undefined
      ? {}
      : {
          body: Object.fromEntries(
            Object.entries(body).map(([pointer, values]) => [
              pointer,
              isSecretKey(pointer) ? withPlaceholder(values) : values.map(safe),
            ]),
          ),
        }),
  };
}

/** The scenario with its secrets replaced, as far as a sample repeats them. */
function shownScenario(scenario: Scenario): Scenario {
  const { stub, rules, admission } = scenario;
  const keys = admission.keys?.map((key) => ({ ...key, secret: placeholder })) ?? null;
  return {
    ...scenario,
    admission: { ...admission, keys },
    stub: { ...stub, keys: stub.keys === null ? null : withPlaceholder(stub.keys) },
    rules: rules.map((rule) => ({ ...rule, when: shownWhen(rule.when, scenario) })),
  };
}

/** The sample request as it is printed, without secrets of the scenario. */
export function shownSample(scenario: Scenario): Sample {
  return sampleOf(shownScenario(scenario));
}

/** The key that the greeting tells the user to use. */
export function shownKey(scenario: Scenario): string {
  return sampleKey(shownScenario(scenario));
}
