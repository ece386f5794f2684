import type { RequestEntry } from '../../model/entry.ts';
import { type Choice, choose, chooseInOrder } from './choice.ts';
import { type Component, componentsOf } from './components.ts';
import { type Link, linksOf, type Requests } from './links.ts';
import { patientChoice } from './patient-choice.ts';

/** Requests whose calls are in doubt together, and the plausible ways to choose among their links. */
export interface Doubt {
  readonly requests: readonly RequestEntry[];
  /** The likeliest first. */
  readonly choices: readonly WeighedChoice[];
}

/** Each kind of probability adds up to 1. */
interface WeighedChoice {
  readonly choice: Choice;
  readonly probability: number;
  /** Without what patience adds. */
  readonly byEvidence: number;
}

/**
 * What is added to the worth of a link to find other plausible choices than the likeliest: retries that
 * came when they might, calls as long and as short as possible.
 */
const biases: readonly ((link: Link) => number)[] = [
  () => 0,
  ({ timing }) => (timing === 'early' ? -20 : timing === 'on-time' ? 5 : 0),
  () => -20,
  () => 20,
  ({ timing }) => (timing === 'early' ? 20 : 0),
];

/** In larger components the choice of the running gateway stands beside "each is a call of its own". */
export const maxRequests = 120;

/** Choices that are less probable are not plausible. */
const leastProbability = 0.01;

/**
 * Most that evidence which repeats with the client's ways may add to one choice over another (nats): that a
 * client sends equal bodies is one fact, however often it does.
 */
const maxRepeated = 3;

const keyOf = (choice: Choice) =>
  [...choice]
    .map(([to, { from }]) => `${to.id}<${from.id}`)
    .sort()
    .join(' ');

/** Log-likelihood (nats) of a choice against that of another one. */
function against(choice: Choice, other: Choice): number {
  const sum = (of: Choice, part: (link: Link) => number) =>
    [...of.values()].reduce((total, link) => total + part(link), 0);
  const pairs = sum(choice, (link) => link.ofThePair) - sum(other, (link) => link.ofThePair);
  const repeated =
    sum(choice, (link) => link.weight - link.ofThePair) - sum(other, (link) => link.weight - link.ofThePair);
  return pairs + Math.max(-maxRepeated, Math.min(maxRepeated, repeated));
}

/**
 * How plausible it is at least that requests which can be read as equal callers, each of them patient, are
 * that: one caller would have to come just when several would. More where requests overlap.
 */
const patientProbability = { overlapping: 0.6, sequential: 0.45 } as const;

/** Choices with their probabilities, which add up to 1; the likeliest first. */
function normalized(choices: Doubt['choices']): Doubt['choices'] {
  const plausible = choices.filter(({ probability }) => probability >= leastProbability);
  const sumOf = (share: (choice: WeighedChoice) => number) =>
    plausible.reduce((total, choice) => total + share(choice), 0);
  const [sum, sumByEvidence] = [sumOf((each) => each.probability), sumOf((each) => each.byEvidence)];
  return plausible
    .map(({ choice, probability, byEvidence }) => ({
      choice,
      probability: probability / sum,
      byEvidence: byEvidence / sumByEvidence,
    }))
    .sort((a, b) => b.probability - a.probability);
}

function weighed(found: readonly Choice[]): Doubt['choices'] {
  const distinct = [...new Map(found.map((choice) => [keyOf(choice), choice])).values()];
  const [first = new Map()] = distinct;
  const likelihoods = distinct.map((choice) => Math.exp(against(choice, first)));
  const total = likelihoods.reduce((sum, likelihood) => sum + likelihood, 0);
  return distinct.map((choice, index) => {
    const probability = (likelihoods[index] as number) / total;
    return { choice, probability, byEvidence: probability };
  });
}

/** Raises the probability of the patient reading, which is among the choices, to its least one. */
function withPatience(choices: Doubt['choices'], patient: Choice | null, least: number): Doubt['choices'] {
  if (patient === null) return choices;
  const key = keyOf(patient);
  const known = choices.find(({ choice }) => keyOf(choice) === key)?.probability ?? 0;
  if (known >= least) return choices;
  const rest = (1 - least) / (1 - known);
  return choices.map((each) => ({
    ...each,
    probability: keyOf(each.choice) === key ? least : each.probability * rest,
  }));
}

function doubtOf(component: Component, { inUseOf }: Requests): Doubt {
  const { requests } = component;
  if (requests.length > maxRequests)
    return { requests, choices: normalized(weighed([chooseInOrder(component), new Map()])) };
  const traffic = component.links.some((link) => link.traffic === 'overlapping')
    ? 'overlapping'
    : 'sequential';
  const patient = patientChoice(component, inUseOf);
  const found = biases.map((bias) => choose(component, bias));
  const all = patient === null ? found : [...found, patient];
  return { requests, choices: normalized(withPatience(weighed(all), patient, patientProbability[traffic])) };
}

/** The doubts about which requests are one call; one with a single choice is no doubt any more. */
export function doubtsOf(requests: Requests): Doubt[] {
  return componentsOf(linksOf(requests)).map((component) => doubtOf(component, requests));
}
