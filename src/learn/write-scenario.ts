import { Document, isMap, isSeq, type YAMLMap } from 'yaml';
import { durationText, percent } from './durations.ts';
import type { GroupFigures } from './figures.ts';
import type { LearnedRule, LearnedStage } from './rules.ts';

export interface LearnedScenario {
  readonly title: string;
  /** As `platform:` names it. */
  readonly platform: string;
  readonly requests: number;
  readonly formats: readonly string[];
  readonly notes: readonly string[];
  readonly stages: readonly LearnedStage[];
}

/** Longest line of a comment. */
const columns = 110;

function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length >= columns - indent.length) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line, index) => ` ${index === 0 ? '' : indent}${line}`);
}

function headerOf({ requests, formats, notes, stages }: LearnedScenario): string {
  const seconds = durationText((stages.at(-1)?.figures.toMs ?? 0) - (stages[0]?.figures.fromMs ?? 0));
  const end =
    stages.length > 1 ? 'Behind the last stage it is healthy.' : 'It lasts as long as the gateway runs.';
  return [
    ...wrapped(`Learned from ${requests} requests within ${seconds} (${formats.join(', ')}). ${end}`, ''),
    ' What could not be known, or was left out:',
    ...notes.flatMap((note) => wrapped(`- ${note}`, '  ')),
  ].join('\n');
}

function summaryOf({ group, requests, outcomes }: GroupFigures): string {
  const success = outcomes.find(({ outcome }) => outcome.kind === 'success')?.share ?? 0;
  return ` ${group.model ?? group.route}: ${requests} requests, ${percent(success)} of them answered whole`;
}

/** `{ route: chat, model: some }` on one line. */
function onOneLine(rule: YAMLMap): void {
  const when = rule.get('when');
  if (isMap(when)) when.flow = true;
  const faults = rule.get('faults');
  if (!isSeq(faults)) return;
  for (const fault of faults.items) if (isMap(fault)) fault.flow = true;
}

function commentRules(document: Document, rules: readonly LearnedRule[]): void {
  const list = document.get('rules');
  if (!isSeq(list)) return;
  for (const [index, item] of list.items.entries()) {
    if (!isMap(item)) continue;
    onOneLine(item);
    item.commentBefore = wrapped(rules[index]?.comment ?? '', '').join('\n');
  }
}

function commentStages(document: Document, stages: readonly LearnedStage[]): void {
  const list = document.get('stages');
  if (!isSeq(list)) return;
  for (const [index, item] of list.items.entries())
    if (isMap(item))
      item.commentBefore = (stages[index]?.figures.groups ?? []).map(summaryOf).join('\n') || ' no requests';
}

const idOf = ({ fields }: LearnedRule) => String(fields['id']);

/** The scenario's file. One stage lasts as long as the gateway runs, so that it needs no stages. */
export function writeScenario(learned: LearnedScenario): string {
  const { title, platform, stages } = learned;
  const rules = stages.flatMap((stage) => stage.rules);
  const phases = stages.map((stage) => ({
    name: stage.name,
    for: durationText(stage.figures.toMs - stage.figures.fromMs),
    rules: stage.rules.map(idOf),
  }));
  const document = new Document({
    scenario: title,
    platform,
    stub: { models: 'any' },
    rules: rules.map(({ fields }) => fields),
    ...(stages.length > 1 ? { stages: phases } : {}),
  });
  document.commentBefore = headerOf(learned);
  commentRules(document, rules);
  commentStages(document, stages);
  return document.toString({ lineWidth: 0 });
}
